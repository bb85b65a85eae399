import { availableParallelism } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SenderPaceRepository } from '#sending';
import { until } from '../support/stack.js';
import { BACKENDS, FaultStack, LONG, SENDER } from './fault-stack.js';
import {
  type Taken,
  lastTaken,
  peakOf,
  percentile,
  postAll,
  postOrder,
  recipients,
  refused,
  takenCount,
  utilisation,
} from './paced-traffic.js';

const LIMIT = 900_000;
/** Of a number without an upgrade, messages a second. */
const TIER = 80;
/**
 * What a rolling second may have too many: calls do not take equally long, and Meta counts when they come. The short tier runs
 * beside other work: there, how long things take says more about the machine.
 */
const TOLERANCE = LONG ? 1.05 : 1.5;
const QUICK_MS = LONG ? 1_000 : 10_000;
/** In PostgreSQL the queue shares disk and cores with everything else that is written. */
const LEAST_USED = LONG ? { redis: 0.95, postgres: 0.9 } : { redis: 0.02, postgres: 0.02 };
/** Half of the calls that two workers can hold at that rate; and as many again that go while a slow machine takes an order in. */
const UNDER_WAY = TIER;
const FEW = 2 * UNDER_WAY;
/** Where Meta, the load and PostgreSQL share two cores with the product, they carry no more of 1,000 a second, and are busy with it. */
const FULL_RATE =
  availableParallelism() >= 8
    ? { leastUsed: { redis: 0.95, postgres: 0.3 }, orderWithinMs: QUICK_MS }
    : { leastUsed: { redis: 0.3, postgres: 0.1 }, orderWithinMs: 2 * QUICK_MS };
/** Where both backends do the same thing, the short tier looks at one. */
const ONE_BACKEND = LONG ? BACKENDS : BACKENDS.slice(0, 1);

interface Drain {
  readonly taken: readonly Taken[];
  readonly peak: number;
  readonly used: number;
}

/** `count` messages of a backlog go out; one goes ahead, so that the first window is nearly over when the others come. */
async function drain(
  stack: FaultStack,
  count: number,
  mps: number,
  meanwhile?: () => Promise<number>,
  leastUsed = 0.5,
): Promise<Drain> {
  const before = await takenCount(stack);
  const bulk = (to: readonly string[]) =>
    postAll(
      stack,
      to.map((phone) => ({ to: phone, priority: 'bulk' as const })),
    );
  await bulk(recipients(1));
  await setTimeout(900);
  await bulk(recipients(count - 1));
  const others = (await meanwhile?.()) ?? 0;
  const all = count + others;
  await until(
    'Meta has all',
    async () => (await takenCount(stack)) === before + all,
    20_000 + (1_000 * all) / (mps * leastUsed),
  );
  const taken = await lastTaken(stack, all);
  const times = taken.map(({ at }) => at);
  return { taken, peak: peakOf(times), used: utilisation(times.slice(1), mps) };
}

/** Orders, one after the other, and the milliseconds until Meta had each of them. */
async function orders(stack: FaultStack, count: number, everyMs: number) {
  const posted = new Map<string, number>();
  for (let order = 0; order < count; order += 1) {
    const { id, postedAt } = await postOrder(stack);
    posted.set(id, postedAt);
    await setTimeout(everyMs);
  }
  return posted;
}

function waits(posted: ReadonlyMap<string, number>, taken: readonly Taken[]): number[] {
  return taken.flatMap(({ id, at }) => (posted.has(id) ? [at - (posted.get(id) ?? 0)] : []));
}

/** How many others went out between the posting of each of these and its own turn. */
function overtaking(posted: ReadonlyMap<string, number>, taken: readonly Taken[]): number[] {
  const others = taken.filter(({ id }) => !posted.has(id));
  return taken.flatMap(({ id, at }) => {
    const postedAt = posted.get(id);
    return postedAt === undefined ? [] : [others.filter((other) => other.at > postedAt && other.at < at).length];
  });
}

/** While `work` runs, PostgreSQL writes no row of this table that is `when`: a protection without its memory. */
async function withoutRowsOf(stack: FaultStack, table: string, when: string, work: () => Promise<void>): Promise<void> {
  await stack.database.query(`CREATE FUNCTION forget() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'`);
  await stack.database.query(
    `CREATE TRIGGER forget BEFORE INSERT ON ${table} FOR EACH ROW WHEN (${when}) EXECUTE FUNCTION forget()`,
  );
  try {
    await work();
  } finally {
    await stack.database.query('DROP FUNCTION forget CASCADE');
  }
}

const say = (figures: object): void => {
  process.stdout.write(`${JSON.stringify(figures)}\n`);
};

/** As `recado senders pace` does. */
async function setPace(stack: FaultStack, mps: number | null): Promise<void> {
  await new SenderPaceRepository(stack.database).set(SENDER, mps);
  // Every worker has heard of it.
  await setTimeout(600);
}

const failedOf = async (stack: FaultStack): Promise<number> => {
  const [row]: { count: number }[] = await stack.database.query(
    `SELECT count(*)::integer AS count FROM whatsapp_messages WHERE status = 'FAILED'`,
  );
  return row?.count ?? -1;
};

const stacks = new Map<string, FaultStack>();

beforeAll(async () => {
  for (const backend of BACKENDS) {
    stacks.set(
      backend,
      await FaultStack.start({ backend, workers: 2, environment: { WHATSAPP_MAX_MPS: String(TIER) } }),
    );
  }
});
afterAll(async () => {
  for (const stack of stacks.values()) await stack.close();
});

function stackOf(backend: string): FaultStack {
  const stack = stacks.get(backend);
  if (stack === undefined) throw new Error(`no stack with ${backend}`);
  return stack;
}

describe.each(BACKENDS)('two workers with queues in %s', (backend) => {
  it(
    'keep the rate of a number in every rolling second and use it, and a backlog delays no order by a second (B3)',
    { timeout: LIMIT },
    async () => {
      const [backlog, count, everyMs] = LONG ? [10_000, 200, 500] : [320, 8, 200];
      let posted: ReadonlyMap<string, number> = new Map();
      const { taken, peak, used } = await drain(stackOf(backend), backlog, TIER, async () => {
        posted = await orders(stackOf(backend), count, everyMs);
        return posted.size;
      });
      const waited = waits(posted, taken);
      const slowestOrder = Math.max(...waited);
      const overtaken = Math.max(...overtaking(posted, taken));
      say({ test: 'B3', backend, mps: TIER, messages: taken.length, peak, used, slowestOrder, overtaken });
      expect(waited).toHaveLength(count);
      // However slow the machine is.
      expect(overtaken).toBeLessThanOrEqual(FEW);
      expect(slowestOrder).toBeLessThan(QUICK_MS);
      expect(peak).toBeLessThanOrEqual(TIER * TOLERANCE);
      expect(used).toBeGreaterThan(LEAST_USED[backend]);
    },
  );

  it.runIf(ONE_BACKEND.includes(backend))(
    'would let an order wait for the whole backlog if it were like any other message',
    { timeout: LIMIT },
    async () => {
      const stack = stackOf(backend);
      const before = await takenCount(stack);
      const [last = '', ...backlog] = recipients(3 * TIER + 1);
      const postedAt = Date.now();
      await postAll(
        stack,
        [...backlog, last].map((to) => ({ to, priority: 'bulk' as const })),
      );
      await until('Meta has all', async () => (await takenCount(stack)) === before + backlog.length + 1);
      const taken = await lastTaken(stack, backlog.length + 1);
      const posted = new Map(taken.filter(({ to }) => to === last).map(({ id }) => [id, postedAt]));
      const [[overtaken], [waited]] = [overtaking(posted, taken), waits(posted, taken)];
      say({ test: 'B3-without-lanes', backend, backlog: backlog.length, waited, overtaken });
      expect(overtaken).toBeGreaterThan(FEW);
    },
  );
});

describe.each(ONE_BACKEND)('workers that run already, with queues in %s', (backend) => {
  afterAll(() => setPace(stackOf(backend), null));

  it('follow another rate at once, and keep it whatever Redis forgets', { timeout: LIMIT }, async () => {
    const mps = 40;
    const stack = stackOf(backend);
    await setPace(stack, mps);
    const { peak, taken, used } = await drain(stack, 3 * mps, mps, async () => {
      await setTimeout(1_000);
      if (backend === 'redis') await stack.flushRedis();
      return 0;
    });
    say({ test: 'pace-changed', backend, mps, messages: taken.length, peak, used });
    expect(peak).toBeLessThanOrEqual(mps * TOLERANCE);
    expect(peak).toBeGreaterThan(mps / 2);
  });
});

describe.runIf(LONG).each(ONE_BACKEND)('messages to one recipient among others, with queues in %s', (backend) => {
  const AT_ONCE = 45;
  const SAME = 50;

  it('are spaced as Meta wants it, and hold up nobody else (B4)', { timeout: LIMIT }, async () => {
    const stack = stackOf(backend);
    // Below what the number may send on either backend: who waits then, waits for that one recipient.
    const [others, rate] = LONG ? [4_950, 60] : [80, 40];
    const [one = ''] = recipients(1);
    // Workers that have never sent take a second for their first calls, whoever those are for.
    await drain(stack, 2 * TIER, TIER);
    const before = await takenCount(stack);
    const tooFastBefore = await refused(stack, 131_056);
    await stack.control('PUT', '/sandbox/limits', { messagesPerSecond: 0, pairRate: true });
    const toOthers = recipients(others).map((to) => ({ to, priority: 'normal' as const }));
    const startedAt = performance.now();
    await postAll(
      stack,
      Array.from({ length: SAME }, () => ({ to: one, priority: 'normal' as const })),
    );
    for (const [index, post] of toOthers.entries()) {
      const early = startedAt + (index * 1_000) / rate - performance.now();
      if (early > 1) await setTimeout(early);
      void postAll(stack, [post]);
    }
    const expected = others + (LONG ? SAME : AT_ONCE);
    await until('Meta has what may go', async () => (await takenCount(stack)) === before + expected, 400_000);
    const taken = await lastTaken(stack, expected);
    const created: { id: string; at: Date }[] = await stack.database.query(
      'SELECT id, created_at AS at FROM whatsapp_messages ORDER BY created_at DESC LIMIT $1',
      [others + SAME],
    );
    const createdAt = new Map(created.map(({ id, at }) => [id, Number(at)]));
    const delays = taken.filter(({ to }) => to !== one).map(({ id, at }) => at - (createdAt.get(id) ?? 0));
    const toOne = taken.filter(({ to }) => to === one).map(({ at }) => at);
    const spacings = toOne.slice(AT_ONCE).map((at, index) => at - (toOne[AT_ONCE - 1 + index] ?? 0));
    const tooFast = (await refused(stack, 131_056)) - tooFastBefore;
    const p99 = percentile(delays, 0.99);
    say({
      test: 'B4',
      backend,
      messages: others + SAME,
      refused: tooFast,
      p99,
      sameAtOnce: toOne.length - spacings.length,
      spacings,
    });
    expect(tooFast).toBe(0);
    expect(p99).toBeLessThan(QUICK_MS);
    expect(spacings).toHaveLength(LONG ? SAME - AT_ONCE : 0);
    for (const spacing of spacings) expect(spacing).toBeGreaterThanOrEqual(6_000);
    await letAllGo(stack, before + others + SAME);
  });

  it('would be refused if nobody spaced them, and cost nothing but time all the same', { timeout: LIMIT }, async () => {
    const stack = stackOf(backend);
    const before = await takenCount(stack);
    const tooFastBefore = await refused(stack, 131_056);
    await stack.control('PUT', '/sandbox/limits', { messagesPerSecond: 0, pairRate: true });
    const [one = ''] = recipients(1);
    await withoutRowsOf(stack, 'recipient_pacing', 'NEW.asked > 0', async () => {
      await postAll(
        stack,
        Array.from({ length: SAME }, () => ({ to: one, priority: 'normal' as const })),
      );
      await until(
        'Meta has refused some',
        async () => (await refused(stack, 131_056)) - tooFastBefore >= SAME - AT_ONCE,
      );
    });
    await letAllGo(stack, before + SAME);
    expect(await failedOf(stack)).toBe(0);
  });

  /** Time passes for those that wait. */
  async function letAllGo(stack: FaultStack, all: number): Promise<void> {
    await stack.control('PUT', '/sandbox/limits', { messagesPerSecond: 0, pairRate: false });
    await until('Meta has all', async () => {
      await stack.database.query(
        'UPDATE send_queue SET due_at = now(), recipient = NULL, attempted_at = now() WHERE state = 0 AND due_at > now()',
      );
      return (await takenCount(stack)) === all;
    });
  }
});

describe.each(ONE_BACKEND)('a number that Meta finds too fast (130429), with queues in %s', (backend) => {
  const [tooFast, tier] = LONG ? [130, TIER] : [13, 10];

  beforeAll(() => setPace(stackOf(backend), tooFast));
  afterAll(() => setPace(stackOf(backend), null));

  /** Calls that Meta saw later than its first refusal, and how many of them it refused. */
  async function beTooFast(seconds: number): Promise<{ peak: number; refused: number; calls: number }> {
    const stack = stackOf(backend);
    const before = await takenCount(stack);
    const [clock]: { now: Date }[] = await stack.database.query('SELECT clock_timestamp() AS now');
    await stack.control('PUT', '/sandbox/limits', { messagesPerSecond: tier, pairRate: false });
    await postAll(
      stack,
      recipients(seconds * tooFast).map((to) => ({ to, priority: 'normal' as const })),
    );
    await setTimeout(seconds * 1_000);
    await stack.control('PUT', '/sandbox/limits', { messagesPerSecond: 0, pairRate: false });
    await until('Meta has all', async () => (await takenCount(stack)) === before + seconds * tooFast, 120_000);
    // A call waits for its turn after it was claimed: when it was answered is nearest to when Meta had it.
    const attempts: { answered: Date; refused: boolean }[] = await stack.database.query(
      `SELECT finished_at AS answered, COALESCE(error_code = '130429', false) AS refused FROM send_attempts
       WHERE started_at BETWEEN $1 AND $1::timestamptz + make_interval(secs => $2) AND finished_at IS NOT NULL`,
      [clock?.now, seconds],
    );
    const first = Math.min(...attempts.filter((attempt) => attempt.refused).map(({ answered }) => Number(answered)));
    // The other worker reads of it within 250 ms, and Meta counts what went before for a second.
    const later = attempts.filter(({ answered }) => Number(answered) > first + 1_250);
    return {
      peak: peakOf(later.map(({ answered }) => Number(answered))),
      refused: later.filter((attempt) => attempt.refused).length,
      calls: attempts.length,
    };
  }

  it('would be refused on and on if it did not slow down', { timeout: LIMIT }, async () => {
    await withoutRowsOf(stackOf(backend), 'sender_pace', 'NEW.refused_at IS NOT NULL', async () => {
      const figures = await beTooFast(LONG ? 6 : 3);
      say({ test: 'B2-without-slowing-down', backend, tooFast, tier, ...figures });
      expect(figures.peak).toBeGreaterThan(tier);
      expect(figures.refused).toBeGreaterThan(0);
    });
  });

  it('slows down at once, below what Meta takes, and loses and fails nothing (B2)', { timeout: LIMIT }, async () => {
    const seconds = LONG ? 20 : 4;
    const figures = await beTooFast(seconds);
    say({ test: 'B2', backend, tooFast, tier, seconds, ...figures });
    expect(figures.calls).toBeGreaterThan(seconds * tier * 0.5);
    expect(figures.peak).toBeLessThanOrEqual(tier);
    expect(figures.refused).toBe(0);
    const counted: unknown[] = await stackOf(backend).database.query('SELECT FROM send_queue WHERE failures > 0');
    expect([await failedOf(stackOf(backend)), counted]).toEqual([0, []]);
  });
});

describe.runIf(LONG)('the full rate', () => {
  it.each(BACKENDS)(
    `of 1,000 a second is kept with queues in %s, and used as far as queue and cores can, and a backlog delays no order by ${FULL_RATE.orderWithinMs / 1_000} s (B3)`,
    { timeout: LIMIT },
    async (backend) => {
      const mps = 1_000;
      const stack = stackOf(backend);
      await setPace(stack, mps);
      let posted: ReadonlyMap<string, number> = new Map();
      const leastUsed = FULL_RATE.leastUsed[backend];
      const count = 20_000;
      const ordersMeanwhile = async (): Promise<number> => {
        posted = await orders(stack, 20, 500);
        return posted.size;
      };
      const { taken, peak, used } = await drain(stack, count, mps, ordersMeanwhile, leastUsed);
      await setPace(stack, null);
      const waited = waits(posted, taken);
      const slowestOrder = Math.max(...waited);
      say({ test: 'B3-upgraded', backend, mps, messages: taken.length, peak, used, slowestOrder });
      expect(waited).toHaveLength(20);
      expect(slowestOrder).toBeLessThan(FULL_RATE.orderWithinMs);
      expect(peak).toBeLessThanOrEqual(mps * TOLERANCE);
      expect(used).toBeGreaterThan(leastUsed);
    },
  );

  it.runIf(BACKENDS.includes('redis'))(
    'would be passed with windows of a whole second, and without turns',
    { timeout: LIMIT },
    async () => {
      const stack = await FaultStack.start({
        backend: 'redis',
        workers: 1,
        environment: { WHATSAPP_MAX_MPS: String(TIER) },
        preload: 'wide-windows.mjs',
      });
      try {
        const { peak } = await drain(stack, 3 * TIER, TIER);
        say({ test: 'B3-windows-of-a-second', mps: TIER, peak });
        expect(peak).toBeGreaterThan(TIER * 1.05);
      } finally {
        await stack.close();
      }
    },
  );
});
