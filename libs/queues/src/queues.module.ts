import { setTimeout } from 'node:timers/promises';
import { BullModule, getQueueToken } from '@nestjs/bullmq';
import { type DynamicModule, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import type { Queue } from 'bullmq';
import type { CallbackJob } from './callback-job.js';
import { CallbackQueue } from './callback-queue.js';
import { KEEP_FINISHED } from './keep-finished.js';
import { CALLBACKS_QUEUE, QUEUE_PREFIX, sendQueueName } from './queue-names.js';
import { QueueStorage, type QueueStorageSettings } from './queue-storage.js';
import type { SendJob } from './send-job.js';
import { SendQueues } from './send-queues.js';

const ADD_TIMEOUT_MS = 1_000;

/** A server that fell silent never says that a connection has ended; the end of the process ends it. */
const LONGEST_CLOSE_MS = 1_000;

@Module({})
export class QueuesModule implements OnApplicationShutdown {
  constructor(
    @Inject(QueueStorage) private readonly storage: QueueStorage,
    @Inject(SendQueues) private readonly queues: SendQueues,
  ) {}

  /** One queue for each of these senders, and that of callbacks, on Redis or in PostgreSQL as the settings say. */
  static forSenders(phoneNumberIds: readonly string[], settings: QueueStorageSettings): DynamicModule {
    const storage = QueueStorage.open(settings);
    const names = phoneNumberIds.map(sendQueueName);
    return {
      module: QueuesModule,
      global: true,
      imports: [
        BullModule.forRoot({
          connection: storage.connection,
          prefix: QUEUE_PREFIX,
          // In Redis, workers say how long finished jobs stay; in PostgreSQL one that says nothing would stay for good.
          ...(storage.backend === 'postgres' && {
            defaultJobOptions: { removeOnComplete: KEEP_FINISHED, removeOnFail: KEEP_FINISHED },
          }),
        }),
        BullModule.registerQueue(...[...names, CALLBACKS_QUEUE].map((name) => ({ name }))),
      ],
      providers: [
        { provide: QueueStorage, useValue: storage },
        {
          provide: SendQueues,
          inject: names.map((name) => getQueueToken(name)),
          useFactory: (...queues: Queue<SendJob>[]) =>
            new SendQueues(
              new Map(queues.map((queue, index) => [phoneNumberIds[index] ?? '', queue])),
              storage,
              ADD_TIMEOUT_MS,
            ),
        },
        {
          provide: CallbackQueue,
          inject: [getQueueToken(CALLBACKS_QUEUE)],
          useFactory: (queue: Queue<CallbackJob>) => new CallbackQueue(queue, storage, ADD_TIMEOUT_MS),
        },
      ],
      exports: [SendQueues, CallbackQueue, QueueStorage, BullModule],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    const closed = this.queues.close().then(() => this.storage.close());
    await Promise.race([closed, setTimeout(LONGEST_CLOSE_MS, undefined, { ref: false })]);
  }
}
