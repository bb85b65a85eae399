import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { EventLog } from '#runtime';
import { ProblemException } from '../problems/problem-exception.js';

/** Closed by default: a handler that does not say who may call it lets nobody in. Who says so was asked for by AskForKey. */
@Injectable()
export class DeclaredAccess implements CanActivate {
  constructor(private readonly log: EventLog) {}

  canActivate(context: ExecutionContext): boolean {
    const { need } = context.switchToHttp().getRequest<FastifyRequest>().routeOptions.config;
    if (need !== undefined) return true;
    this.log.warn('access.undeclared', { handler: `${context.getClass().name}.${context.getHandler().name}` });
    throw new ProblemException({ code: 'SCOPE_MISSING', detail: 'No key may call this.' });
  }
}
