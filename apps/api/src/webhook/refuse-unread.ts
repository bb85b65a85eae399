import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { WEBHOOK_PATH } from '../border/paths.js';
import { TakeInWebhook } from './take-in-webhook.js';

/**
 * While no webhook can be taken in, it is refused before its body is read: in an outage Meta comes again and again with all
 * of them, and the 503 must not be late because of the others.
 */
@Injectable()
export class RefuseUnread implements OnModuleInit {
  constructor(
    private readonly takeIn: TakeInWebhook,
    private readonly adapterHost: HttpAdapterHost,
  ) {}

  onModuleInit(): void {
    const fastify: FastifyInstance = this.adapterHost.httpAdapter.getInstance();
    fastify.addHook('onRequest', ({ method, routeOptions }, _reply, done) => {
      if (method === 'POST' && routeOptions.url === WEBHOOK_PATH) this.takeIn.requireRoom();
      done();
    });
  }
}
