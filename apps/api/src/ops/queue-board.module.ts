import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { FastifyAdapter } from '@bull-board/fastify';
import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { SendQueues } from '#queues';
import { Authenticate } from '../access/authenticate.js';
import { QUEUE_BOARD_PATH } from '../border/paths.js';
import type { Problem } from '../problems/problem.js';
import { sendProblem } from '../problems/send-problem.js';

const LOOK_ONLY: Problem = {
  code: 'METHOD_NOT_ALLOWED',
  detail: 'The dashboard is for looking. Messages are cancelled, released and sent again through the API.',
  headers: { allow: 'GET, HEAD' },
};

const QUEUE_AWAY: Problem = {
  code: 'UNAVAILABLE',
  detail: 'The queue does not answer. Messages are accepted all the same and sent when it is back.',
  headers: { 'retry-after': '5' },
};

/**
 * BullMQ's dashboard over all senders' queues, to look at and not to touch: what a message becomes is decided by its row.
 * It lives in a scope of Fastify's own with the door at the entrance, so that no path of it, pictures included, is open.
 */
@Module({})
export class QueueBoardModule implements OnModuleInit {
  constructor(
    private readonly adapterHost: HttpAdapterHost,
    private readonly authenticate: Authenticate,
    @Inject(SendQueues) private readonly queues: SendQueues,
  ) {}

  onModuleInit(): void {
    const board = new FastifyAdapter().setBasePath(QUEUE_BOARD_PATH);
    createBullBoard({
      queues: this.queues.all().map((queue) => new BullMQAdapter(queue, { readOnlyMode: true })),
      serverAdapter: board,
    });
    const fastify: FastifyInstance = this.adapterHost.httpAdapter.getInstance();
    // Not awaited: that would make Fastify ready before Nest has given it its error handler. Nest waits when it listens.
    void fastify.register(
      async (scope) => {
        scope.addHook('onRequest', async (request, reply) => {
          const { headers, ip } = request;
          const answer = await this.authenticate.execute(
            { authorization: headers.authorization, ip },
            ['ops'],
            'Basic',
          );
          if (answer.kind === 'refused') return sendProblem(request, reply, answer.problem);
          if (!this.queues.available()) return sendProblem(request, reply, QUEUE_AWAY);
          // Its read-only mode hides the buttons and leaves some of the calls behind them open.
          return request.method === 'GET' || request.method === 'HEAD'
            ? undefined
            : sendProblem(request, reply, LOOK_ONLY);
        });
        await scope.register(board.registerPlugin());
      },
      { prefix: QUEUE_BOARD_PATH },
    );
  }
}
