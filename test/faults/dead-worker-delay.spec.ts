import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { isJsonObject } from '#graph-api';
import { BACKENDS, FaultStack, LONG } from './fault-stack.js';
import { settled } from './oracle.js';
import { steadyLoad } from './steady-load.js';
import { tell } from './tell.js';

/** Seconds, as in the environment below. */
const LEASE = 5;
const WAIT = 8;
/** Until when `pendingUntil` says that it waits at most: little more than it does, or the promise would be an empty one. */
const LIMIT = 14;
/** The sweeps that end a lease, decide about an unclear outcome and add a job begin anew every second, or more often. */
const TICKS = 2;
/** Until Meta tells of a message, in the sandbox of this test. */
const WEBHOOK_AFTER = 1.5;

/** Of `send_queue.state`. */
const QUEUED = 0;
const SENDING = 1;

const MESSAGES = 300;
/** Fewer at once would prove less. */
const AT_LEAST = 100;

let stack: FaultStack;
beforeAll(async () => {
  stack = await FaultStack.start({
    backend: BACKENDS[0] ?? 'postgres',
    workers: 2,
    environment: {
      SEND_LEASE: `${LEASE}s`,
      UNCONFIRMED_WAIT: `${WAIT}s`,
      UNCONFIRMED_SOLO_WAIT: `${WAIT + 2}s`,
      UNCONFIRMED_MAX: `${LIMIT}s`,
      RECEIVER_HEALTHY_FOR: '5s',
      // Webhooks come later than in other tests, so that a hundred messages are under way at once.
      SANDBOX_SENT_AFTER_MS: String(WEBHOOK_AFTER * 1_000),
      SANDBOX_DELIVERED_AFTER_MS: String(WEBHOOK_AFTER * 1_000 + 100),
      SANDBOX_READ_AFTER_MS: String(WEBHOOK_AFTER * 1_000 + 200),
    },
  });
});
afterAll(() => stack.close());

interface Killed {
  /** By the clock of the database. */
  readonly at: Date;
  /** Messages that the workers were sending, by whether Meta had them already. */
  readonly taken: readonly string[];
  readonly notTaken: readonly string[];
}

/** kill -9 of every worker while more than a hundred messages of this kind are under way, to Meta with these faults. */
async function killWorkersUnderWay(kind: 'taken' | 'notTaken', faults: object): Promise<Killed> {
  await vi.waitFor(async () => expect(await inState(QUEUED, SENDING)).toEqual([]), { timeout: 30_000, interval: 100 });
  await stack.control('PUT', '/sandbox/faults', faults);
  const load = steadyLoad(stack, MESSAGES, 1_000, kind);
  await vi.waitFor(async () => expect((await underWayNow())[kind].length).toBeGreaterThan(AT_LEAST * 1.2), {
    timeout: 10_000,
    interval: 20,
  });
  for (const index of [0, 1]) stack.signalWorker(index, 'SIGKILL');
  const [clock]: { now: Date }[] = await stack.database.query('SELECT now()');
  const underWay = await underWayNow();
  await stack.control('PUT', '/sandbox/faults', {});
  await load;
  return { at: clock?.now ?? new Date(0), ...underWay };
}

/** What the workers are sending, by whether Meta has it. */
async function underWayNow(): Promise<Pick<Killed, 'taken' | 'notTaken'>> {
  const sending = await inState(SENDING);
  const counts = await stack.control('GET', '/sandbox/accepted');
  const [taken, notTaken]: [string[], string[]] = [[], []];
  for (const id of sending) (isJsonObject(counts) && id in counts ? taken : notTaken).push(id);
  return { taken, notTaken };
}

async function inState(...states: readonly number[]): Promise<readonly string[]> {
  const rows: { id: string }[] = await stack.database.query(
    'SELECT message_id AS id FROM send_queue WHERE state = ANY($1::smallint[])',
    [states],
  );
  return rows.map(({ id }) => id);
}

interface Passage {
  readonly id: string;
  readonly attempts: number;
  readonly sentAt: Date;
  /** When it was decided to send it again. */
  readonly movedAt: Date | null;
  readonly lastAttemptAt: Date;
}

function passagesOf(ids: readonly string[]): Promise<readonly Passage[]> {
  return stack.database.query(
    `SELECT m.id, m.attempts, m.sent_at AS "sentAt",
       (SELECT max(occurred_at) FROM message_events e WHERE e.message_id = m.id AND e.type = 'queued_again') AS "movedAt",
       (SELECT max(started_at) FROM send_attempts a WHERE a.message_id = m.id) AS "lastAttemptAt"
     FROM whatsapp_messages m WHERE m.id = ANY($1::uuid[])`,
    [ids],
  );
}

/** The longest of these delays, in seconds. */
function longest(since: Date, moments: readonly Date[]): number {
  return Math.max(...moments.map((moment) => Number(moment) - Number(since))) / 1_000;
}

/** What the API says of each UNCONFIRMED message at every look, by id; null where it names no moment. */
type Promises = ReadonlyMap<string, readonly (Date | null)[]>;

/** Looks at the UNCONFIRMED messages again and again until told to stop. */
async function watchPromises(stop: AbortSignal): Promise<Promises> {
  const promises = new Map<string, (Date | null)[]>();
  while (!stop.aborted) {
    for (const { id, pendingUntil } of await unconfirmed()) {
      const seen = promises.get(String(id)) ?? [];
      seen.push(typeof pendingUntil === 'string' ? new Date(pendingUntil) : null);
      promises.set(String(id), seen);
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  return promises;
}

async function unconfirmed(): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const answer = await fetch(`${stack.apiUrl}/messages?pendingReason=UNCONFIRMED&limit=200`, {
    headers: stack.headers,
  });
  const page: unknown = await answer.json();
  if (!isJsonObject(page) || !Array.isArray(page['items'])) throw new Error(JSON.stringify(page));
  return page['items'].filter(isJsonObject);
}

describe.runIf(LONG)('when every worker dies while it is sending', () => {
  it('delays no message that Meta has: its webhook comes as ever', async () => {
    const { at, taken } = await killWorkersUnderWay('taken', { delayResponseMs: 1_400 });
    expect(taken.length).toBeGreaterThan(AT_LEAST);
    await settled(stack, taken, 30_000);
    const passages = await passagesOf(taken);
    expect(passages.filter(({ attempts }) => attempts !== 1)).toEqual([]);
    const sent = passages.map(({ sentAt }) => sentAt);
    // The sandbox' own delay varies by a fifth; a second more for a machine that is starting two workers.
    const bound = WEBHOOK_AFTER * 1.2 + 1;
    tell('dead-worker-after-the-call', { messages: taken.length, longestSeconds: longest(at, sent), bound });
    expect(longest(at, sent)).toBeLessThan(bound);
  });

  it('delays what Meta never had by the later of lease and wait at most, and says so all the time', async () => {
    const { at, notTaken } = await killWorkersUnderWay('notTaken', { hangBefore: 1 });
    expect(notTaken.length).toBeGreaterThan(AT_LEAST);
    const stop = new AbortController();
    const watching = watchPromises(stop.signal);
    // Others go on sending meanwhile: their webhooks are the evidence.
    const neighbours = await steadyLoad(stack, (LEASE + WAIT) * 5, 5, 'neighbours');
    await settled(stack, [...notTaken, ...neighbours.accepted], 30_000);
    stop.abort();

    const passages = await passagesOf(notTaken);
    expect(passages.filter(({ attempts }) => attempts !== 2)).toEqual([]);
    const sentAgain = passages.map(({ lastAttemptAt }) => lastAttemptAt);
    const bound = Math.max(LEASE, WAIT) + TICKS;
    tell('dead-worker-before-the-call', { messages: notTaken.length, longestSeconds: longest(at, sentAgain), bound });
    expect(longest(at, sentAgain)).toBeLessThan(bound);

    const promises = await watching;
    for (const { id, movedAt } of passages) {
      const said = promises.get(id) ?? [];
      expect(said.length).toBeGreaterThan(1);
      expect(said.filter((moment) => moment === null || Number(moment) < Number(movedAt))).toEqual([]);
      // Counted from the attempt, which began before the kill.
      expect(said.filter((moment) => Number(moment) > Number(at) + LIMIT * 1_000)).toEqual([]);
    }
  });
});
