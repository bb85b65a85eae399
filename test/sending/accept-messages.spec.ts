import { Queue } from 'bullmq';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { prepareQueueTables, QueueStorage, SendQueues, sendQueueName } from '#queues';
import { EventLog } from '#runtime';
import { AcceptMessages } from '#sending';
import { until } from '../support/stack.js';
import { SENDER, SendingDatabase, newMessage } from './sending-database.js';

const MINUTE_MS = 60_000;

let database: SendingDatabase;
let storage: QueueStorage;
let queue: Queue;
let queues: SendQueues;
let accept: AcceptMessages;

beforeAll(async () => {
  database = await SendingDatabase.start();
  await prepareQueueTables(database.url);
  storage = QueueStorage.open({ redisUrl: undefined, databaseUrl: database.url, role: 'producer' });
  queue = new Queue(sendQueueName(SENDER), { connection: storage.connection });
  queues = new SendQueues(new Map([[SENDER, queue]]), storage, 5_000);
  const log = new EventLog(
    'api',
    'error',
    () => undefined,
    () => new Date(),
  );
  accept = new AcceptMessages(database.intake, queues, log);
});

afterEach(() => vi.useRealTimers());

afterAll(async () => {
  await queue.close();
  await storage.close();
  await database.stop();
});

describe('an API whose clock is ten minutes ahead', () => {
  it('adds no job of a message that is due in five minutes, and one of each that is due', async () => {
    const scheduledAt = new Date(Date.now() + 5 * MINUTE_MS);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 10 * MINUTE_MS });
    await accept.accept(newMessage({ scheduledAt }));
    const due = newMessage();
    await accept.accept(due);
    await until('a job is in the queue', async () => (await queue.getJobs()).length > 0);
    expect((await queue.getJobs()).map((job) => job.id)).toEqual([`${due.id}-1`]);
  });
});
