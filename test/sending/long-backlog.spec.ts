import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { QUEUE_PREFIX, QueueStorage, type SendJob, SendQueues, prepareQueueTables, sendQueueName } from '#queues';
import { EventLog } from '#runtime';
import { AccessToken, Senders } from '#senders';
import { DueMessagesRepository } from '#sending';
import { EnqueueDue } from '../../apps/worker/src/sweep/enqueue-due.js';
import { type TestRedis, redisAtHand, startTestRedis } from '../support/local-servers.js';
import { SENDER, SendingDatabase, WABA } from './sending-database.js';

/*
 * A backlog takes its time, and its messages wait in the queue. A second job of each would take the turn of whatever came since:
 * at the sender's rate, for as long as the backlog itself.
 */
const BACKENDS = redisAtHand() ? (['redis', 'postgres'] as const) : (['postgres'] as const);
const BACKLOG = 20;
/** Of a lane, in one round. */
const PAGE = 1_000;

describe.each(BACKENDS)('a backlog in queues in %s', (backend) => {
  let database: SendingDatabase;
  let redis: TestRedis | null = null;
  let storage: QueueStorage;
  let queue: Queue<SendJob>;
  let queues: SendQueues;
  let sweep: EnqueueDue;

  beforeAll(async () => {
    database = await SendingDatabase.start();
    if (backend === 'redis') redis = await startTestRedis();
    else await prepareQueueTables(database.url);
    storage = QueueStorage.open({ redisUrl: redis?.url, databaseUrl: database.url, role: 'worker' });
    queue = new Queue<SendJob>(sendQueueName(SENDER), { connection: storage.connection, prefix: QUEUE_PREFIX });
    await queue.waitUntilReady();
    queues = new SendQueues(new Map([[SENDER, queue]]), storage, 5_000);
  });

  beforeEach(async () => {
    await queue.obliterate({ force: true });
    await database.empty();
    // As a worker that starts: nothing was lost yet that it knows of.
    const token = AccessToken.fixed('token');
    const sender = { phoneNumberId: SENDER, wabaId: WABA, token, appId: null, appSecrets: [], mps: 80 };
    const silent = new EventLog(
      'worker',
      'error',
      () => undefined,
      () => new Date(),
    );
    sweep = new EnqueueDue(
      new DueMessagesRepository(database.dataSource),
      queues,
      new Senders([{ ...sender, defaultLanguage: 'es' }]),
      silent,
    );
    await sweep.round();
  });

  afterAll(async () => {
    await queue.close();
    await storage.close();
    await redis?.stop();
    await database.stop();
  });

  const ago = (ids: readonly string[], minutes: number) =>
    database.sql(
      'UPDATE send_queue SET enqueued_at = now() - make_interval(mins => $2) WHERE message_id = ANY($1::uuid[])',
      [ids, minutes],
    );

  /** As the API does it right after the commit. */
  async function accept(count: number, priority: 'high' | 'normal' | 'bulk', minutesAgo: number) {
    const ids = await database.messages(count, { priority });
    await ago(ids, minutesAgo);
    await queues.add(
      SENDER,
      ids.map((messageId) => ({ messageId, enqueueNumber: 1, priority })),
    );
    return ids;
  }

  async function jobs(): Promise<number> {
    const { high, normal, bulk } = await queues.waiting(SENDER);
    return high + normal + bulk;
  }

  it.each(['high', 'normal', 'bulk'] as const)(
    'is not added a second time (%s), however long it waits',
    async (lane) => {
      await accept(BACKLOG, lane, 240);
      await accept(1, 'normal', 1);
      await sweep.round();
      expect(await jobs()).toBe(BACKLOG + 1);
    },
  );

  it('is looked into lane by lane, each with its own message that is next', async () => {
    const [bulk] = await accept(2, 'bulk', 30);
    const [normal] = await accept(3, 'normal', 20);
    const [high] = await accept(2, 'high', 10);
    expect(await queues.lanes(SENDER)).toEqual({
      high: { waiting: 2, next: { messageId: high, enqueueNumber: 1 } },
      normal: { waiting: 3, next: { messageId: normal, enqueueNumber: 1 } },
      bulk: { waiting: 2, next: { messageId: bulk, enqueueNumber: 1 } },
    });
  });

  it('gets back what the queue lost of it, once those behind are next', async () => {
    const lost = await database.messages(2, { priority: 'bulk' });
    await ago(lost, 62);
    await accept(BACKLOG, 'bulk', 60);
    await sweep.round();
    expect(await jobs()).toBe(BACKLOG + lost.length);
  });

  it('would go out twice as slowly if whoever waits for long were taken for lost', async () => {
    await accept(BACKLOG, 'bulk', 240);
    await database.sql('UPDATE send_queue SET enqueued_at = NULL');
    await sweep.round();
    expect(await jobs()).toBe(2 * BACKLOG);
  });

  it.runIf(backend === 'redis')(
    'is added again page by page when the queue lost its memory, behind what came since, and only once',
    { timeout: 60_000 },
    async () => {
      const lost = await accept(3 * PAGE, 'bulk', 0);
      const client = new Redis(redis?.url ?? '');
      await client.flushall();
      client.disconnect();
      await accept(1, 'bulk', 0);
      // However many there are, no statement changes more than a page: one that changed all of them would take too long some day.
      for (const pages of [1, 2]) {
        await sweep.round();
        expect(await addedAgain()).toBe(pages * PAGE);
      }
      await sweep.round();
      await sweep.round();
      // What came between the loss and the round that noticed it has two jobs, as nobody can tell.
      expect(await jobs()).toBe(lost.length + 2);
      expect(await database.sql('SELECT DISTINCT enqueue_number AS number FROM send_queue')).toEqual([{ number: 2 }]);
      await sweep.round();
      expect(await jobs()).toBe(lost.length + 2);
    },
  );

  /** Rows that the loss has changed. */
  async function addedAgain(): Promise<number> {
    const rows = await database.sql('SELECT FROM send_queue WHERE enqueued_at IS NULL OR enqueue_number > 1');
    return rows.length;
  }
});
