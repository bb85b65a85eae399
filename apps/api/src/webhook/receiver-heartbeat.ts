import { randomUUID } from 'node:crypto';
import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnModuleInit,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { EventLog, Sweep, endsWithin } from '#runtime';
import { ReceiversRepository } from '#webhook-events';
import { WEBHOOK_PATH } from '../border/paths.js';

/** Of the 20 s that this process has to end in (stop-in-time.ts). */
const LONGEST_STOP_MS = 2_000;

/** Says every second that this replica can hear Meta; what it could not hear is written down as a gap. */
@Injectable()
export class ReceiverHeartbeat implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly replica = randomUUID();
  private readonly sweep: Sweep;
  private started = false;
  /** Monotonic milliseconds. */
  private refusedSince: number | null = null;

  constructor(
    @Inject(ReceiversRepository) private readonly receivers: ReceiversRepository,
    private readonly adapterHost: HttpAdapterHost,
    private readonly log: EventLog,
  ) {
    this.sweep = new Sweep(
      'receiver-heartbeat',
      1_000,
      () => this.beat(),
      (error) => log.error('receiver.heartbeat_failed', error),
    );
  }

  /** Also of calls that are refused before anybody reads them. */
  onModuleInit(): void {
    const fastify: FastifyInstance = this.adapterHost.httpAdapter.getInstance();
    fastify.addHook('onSend', (request, reply, _payload, done) => {
      if (request.method === 'POST' && request.routeOptions.url === WEBHOOK_PATH && reply.statusCode === 503)
        this.refused();
      done();
    });
  }

  onApplicationBootstrap(): void {
    this.sweep.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.sweep.stop();
    if (!this.started) return;
    // Without that mark this replica counts as one that died; nobody else should have to end without order for it.
    const { replica } = this;
    const noted = this.receivers
      .stop(replica)
      .catch((error: unknown) => this.log.error('receiver.stop_not_noted', error, { replica }));
    if (await endsWithin(LONGEST_STOP_MS, noted)) return;
    this.log.warn('receiver.stop_not_noted', { replica, problem: `PostgreSQL was silent for ${LONGEST_STOP_MS} ms` });
  }

  /** A webhook was not taken: from now on Meta may know more than we do. */
  refused(): void {
    this.refusedSince ??= performance.now();
  }

  /** Webhooks are taken again: the time in between is written down. */
  async tookIn(): Promise<void> {
    const since = this.refusedSince;
    if (since === null) return;
    this.refusedSince = null;
    await this.receivers.gap(this.replica, performance.now() - since, 'answered 503').catch(() => {
      this.refusedSince = since;
    });
  }

  private async beat(): Promise<void> {
    const fastify: FastifyInstance = this.adapterHost.httpAdapter.getInstance();
    // Whoever does not listen yet, or any more, hears nothing.
    if (!fastify.server.listening) return;
    if (!this.started) await this.receivers.start(this.replica);
    this.started = true;
    await this.receivers.beat(this.replica);
    await this.tookIn();
  }
}
