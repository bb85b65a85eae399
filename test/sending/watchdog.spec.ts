import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { QueueStorage, SendQueues } from '#queues';
import { EventLog } from '#runtime';
import { AccessToken, type Sender, Senders } from '#senders';
import { QueueFiguresRepository, SenderPaceRepository } from '#sending';
import { STUCK_AFTER_S, Watchdog } from '../../apps/worker/src/ops/watchdog.js';
import { ClaimProgress } from '../../apps/worker/src/send/claim-progress.js';
import { SENDER, SendingDatabase, WABA } from './sending-database.js';

let database: SendingDatabase;

/** Nobody asks it here: whether the queue answers matters only once a worker is stuck. */
const storage = QueueStorage.open({ redisUrl: undefined, databaseUrl: '', role: 'worker' });

beforeAll(async () => {
  database = await SendingDatabase.start();
});
afterAll(async () => {
  await storage.close();
  await database.stop();
});
beforeEach(async () => {
  await database.empty();
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => vi.useRealTimers());

const log = new EventLog(
  'worker',
  'error',
  () => undefined,
  () => new Date(),
);

/** A worker that claimed its last message that long ago. */
function workerIdleFor(seconds: number): Watchdog {
  const progress = new ClaimProgress();
  progress.claimAnswered(SENDER);
  vi.advanceTimersByTime(seconds * 1_000);
  return workerWith(progress);
}

function workerWith(
  progress: ClaimProgress,
  figures: Pick<QueueFiguresRepository, 'read'> = new QueueFiguresRepository(database.dataSource),
): Watchdog {
  return new Watchdog(
    figures,
    new SenderPaceRepository(database.dataSource),
    new SendQueues(new Map(), storage, 1_000),
    new Senders([sender(SENDER), sender(OTHER)]),
    progress,
    log,
  );
}

/** A second number that this process sends from, and one that it has never heard of. */
const OTHER = '106540352242923';
const UNKNOWN = '106540352242924';

function sender(phoneNumberId: string): Sender {
  const token = AccessToken.fixed('token');
  return { phoneNumberId, wabaId: WABA, token, appId: null, appSecrets: [], mps: 80, defaultLanguage: 'es' };
}

/** A message that is due for that long; its id. */
async function messageDueFor(seconds: number, senderId = SENDER): Promise<string> {
  await database.sql(`INSERT INTO senders (phone_number_id, waba_id, mps) VALUES ($1, $2, 80) ON CONFLICT DO NOTHING`, [
    senderId,
    WABA,
  ]);
  const id = await database.message({ senderId });
  await database.sql('UPDATE send_queue SET due_at = now() - make_interval(secs => $2) WHERE message_id = $1', [
    id,
    seconds,
  ]);
  return id;
}

describe('a worker that claimed nothing for more than a minute', () => {
  it('is stuck when a message could have been claimed for longer than that', async () => {
    await messageDueFor(STUCK_AFTER_S + 5);
    const look = await workerIdleFor(STUCK_AFTER_S + 1).look();
    expect(look.stuck).toBe(true);
    expect(Math.round(look.oldestSeconds)).toBe(STUCK_AFTER_S + 5);
  });

  it.each([
    [
      'there is nothing to do',
      async (id: string) => database.sql('DELETE FROM send_queue WHERE message_id = $1', [id]),
    ],
    ['it is scheduled for later', async (id: string) => later(id, '1 hour')],
    ['it became due a moment ago', async (id: string) => later(id, '-59 seconds')],
    ['another worker sends it', async (id: string) => state(id, 1)],
    ['it is UNCONFIRMED', async (id: string) => state(id, 2)],
    ['a person is asked', async (id: string) => state(id, 3)],
    ['its time is over', async () => database.sql('UPDATE send_queue SET expires_at = now()')],
    ['its sender is paused', async () => database.sql(`UPDATE senders SET state = 'PAUSED'`)],
    [
      'its sender is throttled',
      async () => database.sql(`UPDATE senders SET wait_until = now() + interval '5 minutes'`),
    ],
    ['its sender sends one at a time, and another one is on its way', async () => sendsOneAtATime(3_600, 'SENDING')],
    ['its sender sends one at a time, and may send the next since a moment ago', async () => sendsOneAtATime(59)],
    ['its template is paused', async () => pauseTemplate()],
    ['sending is disabled', async () => database.sql('UPDATE installation SET sending_enabled = false')],
    ['the database was restored', async () => database.sql('UPDATE installation SET recovery_needed = true')],
  ])('is well when %s', async (_reason, arrange) => {
    const id = await messageDueFor(3_600);
    await arrange(id);
    expect((await workerIdleFor(3_600).look()).stuck).toBe(false);
  });
});

it('a worker that takes nothing is stuck also where its sender sends one at a time, and the next one is long due', async () => {
  await messageDueFor(3_600);
  await sendsOneAtATime(STUCK_AFTER_S + 5);
  const look = await workerIdleFor(3_600).look();
  expect({ ...look, oldestSeconds: Math.round(look.oldestSeconds) }).toEqual({
    oldestSeconds: STUCK_AFTER_S + 5,
    stuck: true,
  });
});

it('a worker that claims is well, however old the oldest message is', async () => {
  await messageDueFor(3_600);
  expect((await workerIdleFor(STUCK_AFTER_S - 1).look()).stuck).toBe(false);
});

it('a worker that claims for one sender is stuck all the same when it claims nothing for another', async () => {
  await messageDueFor(3_600, OTHER);
  expect((await workerIdleFor(STUCK_AFTER_S - 1).look()).stuck).toBe(false);
  const progress = new ClaimProgress();
  vi.advanceTimersByTime((STUCK_AFTER_S + 1) * 1_000);
  progress.claimAnswered(SENDER);
  expect((await workerWith(progress).look()).stuck).toBe(true);
});

describe('a worker that got no turn of a number for more than a minute', () => {
  const MPS = 2;

  /** Messages wait for long, and so many calls were made by others in the last minute. */
  async function othersCalled(times: number): Promise<void> {
    await messageDueFor(3_600);
    await new SenderPaceRepository(database.dataSource).set(SENDER, MPS);
    await database.sql(
      `INSERT INTO send_attempts (message_id, attempt, sender_id, started_at)
       SELECT gen_random_uuid(), 1, $1, now() - make_interval(secs => number * 59.0 / $2) FROM generate_series(1, $2::integer) number`,
      [SENDER, times],
    );
  }

  it('is well where others make as many calls as the number may: there was none for it', async () => {
    await othersCalled(MPS * STUCK_AFTER_S - 10);
    expect((await workerIdleFor(STUCK_AFTER_S + 1).look()).stuck).toBe(false);
  });

  it('is stuck where others make half as many, and there were turns enough', async () => {
    await othersCalled((MPS * STUCK_AFTER_S) / 2);
    expect((await workerIdleFor(STUCK_AFTER_S + 1).look()).stuck).toBe(true);
  });

  it('is stuck for another number all the same', async () => {
    await othersCalled(MPS * STUCK_AFTER_S);
    await messageDueFor(STUCK_AFTER_S + 5, OTHER);
    expect((await workerIdleFor(STUCK_AFTER_S + 1).look()).stuck).toBe(true);
  });
});

it('a worker is well when what waits belongs to a sender that it does not know', async () => {
  await messageDueFor(3_600, UNKNOWN);
  expect(await workerIdleFor(3_600).look()).toEqual({ oldestSeconds: 0, stuck: false });
});

function later(id: string, interval: string): Promise<unknown> {
  return database.sql('UPDATE send_queue SET due_at = now() + $2::interval WHERE message_id = $1', [id, interval]);
}

function state(id: string, number: number): Promise<unknown> {
  return database.sql(
    `UPDATE send_queue SET state = $2::smallint, attempt = 1, attempted_at = now(),
       lease_until = CASE WHEN $2::smallint = 1 THEN now() + interval '30 seconds' END WHERE message_id = $1`,
    [id, number],
  );
}

/** The number is half-open, and could have sent the next message since that many seconds. */
async function sendsOneAtATime(sinceSeconds: number, other: 'SENDING' | 'none' = 'none'): Promise<void> {
  await database.sql('UPDATE senders SET half_open = true, wait_until = now() - make_interval(secs => $1)', [
    sinceSeconds,
  ]);
  if (other === 'SENDING') await state(await database.message(), 1);
}

function pauseTemplate(): Promise<unknown> {
  return database.sql(
    `INSERT INTO templates (waba_id, name, language, status, category, parameter_format, components, synced_at)
     SELECT $1, template_name, template_language, 'PAUSED', 'UTILITY', 'POSITIONAL', '[]', now() FROM send_queue`,
    [WABA],
  );
}

describe('a worker that looks after itself', () => {
  it('does not ask what waits while it claims for each of its senders', async () => {
    vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] });
    const progress = new ClaimProgress();
    const read = vi.fn<QueueFiguresRepository['read']>(() => Promise.resolve([]));
    const watchdog = workerWith(progress, { read });
    watchdog.onApplicationBootstrap();
    for (let second = 0; second < STUCK_AFTER_S * 2; second += 1) {
      for (const senderId of [SENDER, OTHER]) progress.claimAnswered(senderId);
      await vi.advanceTimersByTimeAsync(1_000);
    }
    expect(read).not.toHaveBeenCalled();
    for (let second = 0; second < STUCK_AFTER_S + 10; second += 1) {
      progress.claimAnswered(SENDER);
      await vi.advanceTimersByTimeAsync(1_000);
    }
    expect(read).toHaveBeenCalled();
    await watchdog.beforeApplicationShutdown();
  });
});
