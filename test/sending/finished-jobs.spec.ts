import { Queue, Worker } from 'bullmq';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  KEEP_FINISHED,
  QUEUE_PREFIX,
  QueueStorage,
  type SendJob,
  SendQueues,
  prepareQueueTables,
  sendQueueName,
} from '#queues';
import { startTestRedis } from '../support/local-servers.js';
import { until } from '../support/stack.js';
import { SENDER, SendingDatabase } from './sending-database.js';

const OTHER = '100000000000009';
/** Of which each stands for a hundred. */
const FEW = 10;

let database: SendingDatabase;
let storage: QueueStorage;
let queues: SendQueues;
const queueOf = new Map<string, Queue<SendJob>>();

beforeAll(async () => {
  database = await SendingDatabase.start();
  await prepareQueueTables(database.url);
  storage = QueueStorage.open({ redisUrl: undefined, databaseUrl: database.url, role: 'worker' });
  for (const sender of [SENDER, OTHER]) {
    const queue = new Queue<SendJob>(sendQueueName(sender), { connection: storage.connection, prefix: QUEUE_PREFIX });
    await queue.waitUntilReady();
    queueOf.set(sender, queue);
  }
  queues = new SendQueues(queueOf, storage, 10_000);
});

afterAll(async () => {
  for (const queue of queueOf.values()) await queue.close();
  await storage.close();
  await database.stop();
});

const jobs = (count: number, enqueueNumber: number) =>
  Array.from({ length: count }, () => ({ messageId: crypto.randomUUID(), enqueueNumber, priority: 'normal' as const }));

function queue(sender: string): Queue<SendJob> {
  const known = queueOf.get(sender);
  if (known === undefined) throw new Error(`no queue of ${sender}`);
  return known;
}

it('is looked through by one job in a hundred of each queue in PostgreSQL, however it is added to', async () => {
  for (let turn = 0; turn < FEW; turn += 1) {
    for (const sender of [SENDER, OTHER]) await queues.add(sender, jobs(turn % 2 === 0 ? 1 : 39, 1));
  }
  for (const sender of [SENDER, OTHER]) {
    const added = await queue(sender).getJobs(['prioritized', 'waiting']);
    const counting = added.filter(({ opts }) => JSON.stringify(opts.removeOnComplete).includes('count'));
    expect([added.length, counting.length]).toEqual([(FEW / 2) * 40, 2]);
    expect(
      added.filter(({ opts }) => JSON.stringify(opts.removeOnFail).includes(String(KEEP_FINISHED.age))),
    ).toHaveLength(added.length);
  }
});

it('keeps what has finished, and what has failed, for a day', async () => {
  for (const sender of [SENDER, OTHER]) await queue(sender).obliterate({ force: true });
  const work = async (count: number): Promise<void> => {
    await queues.add(SENDER, jobs(count, 2));
    let done = 0;
    const worker = new Worker<SendJob>(
      sendQueueName(SENDER),
      () => {
        done += 1;
        if (done % 2 === 0) throw new Error('as where its message fails');
        return Promise.resolve();
      },
      { connection: storage.connection, prefix: QUEUE_PREFIX },
    );
    await until('all are done', async () => {
      const counts = await queue(SENDER).getJobCounts('active', 'prioritized', 'waiting');
      return done === count && Object.values(counts).every((number) => number === 0);
    });
    await worker.close();
  };
  await work(20);
  expect(await queue(SENDER).getJobCounts('completed', 'failed')).toEqual({ completed: 10, failed: 10 });
  await database.sql(`UPDATE bullmq.job SET finished_at_ms = finished_at_ms - 2 * 86400000`);
  await work(4);
  expect(await queue(SENDER).getJobCounts('completed', 'failed')).toEqual({ completed: 2, failed: 2 });
});

it('is left to the workers in Redis: a job there says nothing of it', async ({ skip }) => {
  const redis = await startTestRedis();
  if (redis === null) return skip();
  const inRedis = QueueStorage.open({ redisUrl: redis.url, databaseUrl: database.url, role: 'worker' });
  const sends = new Queue<SendJob>(sendQueueName(SENDER), { connection: inRedis.connection, prefix: QUEUE_PREFIX });
  await sends.waitUntilReady();
  await new SendQueues(new Map([[SENDER, sends]]), inRedis, 10_000).add(SENDER, jobs(3, 1));
  const added = await sends.getJobs(['prioritized']);
  const said = added.flatMap(({ opts }) => Object.keys(opts).filter((name) => name.startsWith('removeOn')));
  expect([added.length, said]).toEqual([3, []]);
  await sends.close();
  await inRedis.close();
  await redis.stop();
  return undefined;
});
