import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { EventLog } from '#runtime';
import { ProblemException } from '../problems/problem-exception.js';
import { Authenticate } from './authenticate.js';
import { rememberCaller } from './caller.decorator.js';
import { declarationOf } from './scopes.decorator.js';

/** Stands before every handler. Closed by default: what declares nothing lets nobody in. */
@Injectable()
export class ApiKeyGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly authenticate: Authenticate,
    private readonly log: EventLog,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const declaration = declarationOf(this.reflector, context.getHandler(), context.getClass());
    if (declaration.kind === 'public') return true;
    if (declaration.kind === 'missing') {
      this.log.warn('access.undeclared', { handler: `${context.getClass().name}.${context.getHandler().name}` });
      throw new ProblemException({ code: 'SCOPE_MISSING', detail: 'No key may call this.' });
    }
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { authorization } = request.headers;
    const answer = await this.authenticate.execute({ authorization, ip: request.ip }, declaration.need);
    if (answer.kind === 'refused') throw new ProblemException(answer.problem);
    rememberCaller(request, answer.caller);
    return true;
  }
}
