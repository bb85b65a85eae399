import { Injectable, NotFoundException, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { BASE_PATH } from '../border/paths.js';
import type { Problem } from '../problems/problem.js';
import { ProblemException } from '../problems/problem-exception.js';
import { AdmitVisitor } from './admit-visitor.js';
import { Authenticate, type Authentication } from './authenticate.js';
import { rememberCaller } from './known-caller.js';
import type { Need } from './need.js';
import { missingProof } from './session-proof.js';

const SESSION_OVER: Problem = {
  code: 'UNAUTHENTICATED',
  detail: 'The session is over: sign in again, or send "Authorization: Bearer <key>".',
  headers: { 'www-authenticate': 'Bearer' },
};

/**
 * Asks every caller for the key that the route needs when no more than the head of the request is there: of somebody who has none,
 * or asks for what there is not, no body is kept or parsed, and nothing is traced.
 */
@Injectable()
export class AskForKey implements OnModuleInit {
  constructor(
    private readonly authenticate: Authenticate,
    private readonly admitVisitor: AdmitVisitor,
    private readonly adapterHost: HttpAdapterHost,
  ) {}

  onModuleInit(): void {
    const fastify: FastifyInstance = this.adapterHost.httpAdapter.getInstance();
    fastify.addHook('onRequest', (request, reply, done) => {
      const { need } = request.routeOptions.config;
      if (need !== undefined && need !== null) return this.ask(request, reply, need);
      // Else it is public, or has a door of its own: the dashboard.
      done(request.is404 ? new NotFoundException() : undefined);
      return undefined;
    });
  }

  private async ask(request: FastifyRequest, reply: FastifyReply, need: Need): Promise<void> {
    const answer = await this.answerTo(request, reply, need);
    if (answer.caller !== null) rememberCaller(request, answer.caller);
    if (answer.kind === 'refused') throw new ProblemException(answer.problem);
  }

  private async answerTo(request: FastifyRequest, reply: FastifyReply, need: Need): Promise<Authentication> {
    const byKey = (): Promise<Authentication> =>
      this.authenticate.execute({ authorization: request.headers.authorization, ip: request.ip }, need);
    // People's sessions are for the API that their page calls, and not for what machines read.
    if (request.routeOptions.url?.startsWith(BASE_PATH) !== true) return byKey();
    const visit = await this.admitVisitor.execute(request, reply, need);
    switch (visit.by) {
      case 'key':
        return visit.answer;
      case 'session': {
        const problem = missingProof(request);
        return problem === null ? visit.answer : { kind: 'refused', problem, caller: visit.answer.caller };
      }
      case 'nothing':
        return visit.over ? { kind: 'refused', problem: SESSION_OVER, caller: null } : byKey();
    }
  }
}
