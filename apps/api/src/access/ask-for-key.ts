import { Injectable, NotFoundException, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ProblemException } from '../problems/problem-exception.js';
import { Authenticate } from './authenticate.js';
import { rememberCaller } from './known-caller.js';
import type { Need } from './need.js';

/**
 * Asks every caller for the key that the route needs when no more than the head of the request is there: of somebody who has none,
 * or asks for what there is not, no body is kept or parsed, and nothing is traced.
 */
@Injectable()
export class AskForKey implements OnModuleInit {
  constructor(
    private readonly authenticate: Authenticate,
    private readonly adapterHost: HttpAdapterHost,
  ) {}

  onModuleInit(): void {
    const fastify: FastifyInstance = this.adapterHost.httpAdapter.getInstance();
    fastify.addHook('onRequest', async (request) => {
      const { need } = request.routeOptions.config;
      if (need !== undefined && need !== null) await this.ask(request, need);
      else if (request.is404) throw new NotFoundException();
      // Else it is public, or has a door of its own: the dashboard.
    });
  }

  private async ask(request: FastifyRequest, need: Need): Promise<void> {
    const { authorization } = request.headers;
    const answer = await this.authenticate.execute({ authorization, ip: request.ip }, need);
    if (answer.caller !== null) rememberCaller(request, answer.caller);
    if (answer.kind === 'refused') throw new ProblemException(answer.problem);
  }
}
