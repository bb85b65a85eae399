import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ProblemException } from '../problems/problem-exception.js';

/** Stands before what takes no fields, in the body or behind a `?`: who sends one expects something of it that would not happen. */
@Injectable()
export class TakesNoFields implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { body, query } = context.switchToHttp().getRequest<FastifyRequest>();
    const errors = [...Object.keys(query ?? {}), ...Object.keys(body ?? {})].map((path) => ({
      path,
      message: 'is not a field of this request',
    }));
    if (errors.length === 0) return true;
    const detail = errors.map(({ path, message }) => `${path} ${message}`).join('; ');
    throw new ProblemException({ code: 'INVALID_REQUEST', detail: `${detail}.`, errors });
  }
}
