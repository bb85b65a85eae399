import { createBullBoard } from '@bull-board/api';
import { FastifyAdapter } from '@bull-board/fastify';
import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { CallbackQueue, SendQueues } from '#queues';
import { Environment } from '#runtime';
import { SendersRepository } from '#senders';
import { QUEUE_BOARD_PATH, SIGN_IN_PATH } from '../border/paths.js';
import { QueueBoardDoor } from './queue-board-door.js';
import { QueueBoardQueues } from './queue-board-queues.js';
import { SignInRoutes } from './sign-in-routes.js';

/**
 * BullMQ's dashboard over all senders' queues. It lives in a scope of Fastify's own with the door at the entrance, so that no
 * path of it, pictures included, is open; the page to sign in at stands before the door.
 */
@Module({ providers: [QueueBoardDoor, SignInRoutes] })
export class QueueBoardModule implements OnModuleInit {
  constructor(
    private readonly adapterHost: HttpAdapterHost,
    private readonly door: QueueBoardDoor,
    private readonly signIn: SignInRoutes,
    @Inject(SendQueues) private readonly queues: SendQueues,
    @Inject(CallbackQueue) private readonly callbacks: CallbackQueue,
    @Inject(SendersRepository) private readonly senders: SendersRepository,
    private readonly environment: Environment,
  ) {}

  onModuleInit(): void {
    const serverAdapter = new FastifyAdapter().setBasePath(QUEUE_BOARD_PATH);
    const queues = new QueueBoardQueues(
      this.queues,
      this.callbacks,
      this.senders,
      !this.environment.QUEUE_BOARD_ACTIONS,
    );
    const board = createBullBoard({
      queues: queues.configured(),
      serverAdapter,
      options: {
        uiConfig: {
          boardTitle: 'Recado',
          hideDocsLink: true,
          sortQueues: true,
          jobDetails: { defaultTab: 'Logs' },
          miscLinks: [{ text: 'Sign out', url: SIGN_IN_PATH }],
        },
      },
    });
    const fastify: FastifyInstance = this.adapterHost.httpAdapter.getInstance();
    // Not awaited: that would make Fastify ready before Nest has given it its error handler. Nest waits when it listens.
    void fastify.register(
      async (scope) => {
        await scope.register(async (open) => this.signIn.register(open));
        await scope.register(async (closed) => {
          closed.addHook('onRequest', async (request, reply) => {
            const answered = await this.door.open(request, reply);
            for (const queue of answered === undefined ? await queues.further() : []) board.addQueue(queue);
            return answered;
          });
          await closed.register(serverAdapter.registerPlugin());
        });
      },
      { prefix: QUEUE_BOARD_PATH },
    );
  }
}
