import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort } from '#local-postgres';
import { BreakableNetwork } from './breakable-network.js';
import { BACKENDS, FaultStack, LONG } from './fault-stack.js';
import { judge, settled } from './oracle.js';
import { pause } from './run-fault.js';
import { steadyLoad } from './steady-load.js';
import { tell } from './tell.js';

const LIMIT = LONG ? 2_400_000 : 150_000;

/** Ten minutes, as real ones are; the wait and the lease are scaled as everywhere here. */
const OUTAGE_MS = LONG ? 600_000 : 4_000;
const MESSAGES = LONG ? 5_000 : 250;
/** As long as Meta says that a number is away for more throughput. */
const UPGRADE_MS = 60_000;

const WORKERS = 2;
/** Messages a second and sender, Meta's usual rate. */
const RATE = 80;
/** Where calls hang: a worker has half a second's under way, and after each of the first four that missed another one. */
const HANGING = WORKERS * (RATE / 2 + 4);
/** Where each call is answered: what both have under way for a quarter of a second and more, until five have missed in each. */
const ANSWERED = WORKERS * (RATE / 4);
/** Each worker doubles its pause from 1 s to 30 s while its probes fail. */
const probes = (outageMs = OUTAGE_MS): number => WORKERS * (5 + Math.ceil(outageMs / 30_000));

/**
 * What is unclear waits, after a time in which nothing was heard, for as long again: so late may the last of it be sent, in seconds.
 * Something is heard when a probe was sent, at most 30 s after the end. The short outage is no silence worth the name.
 */
const AS_LONG_AGAIN = LONG ? OUTAGE_MS / 1_000 + 60 : 0;

/**
 * A person is asked after 40 minutes: as in production (six hours) that is longer than the outage and as long again, so that nobody
 * is asked because of it. The short tier has no time for the usual scale.
 */
const ENVIRONMENT = {
  WHATSAPP_MAX_MPS: String(RATE),
  UNCONFIRMED_MAX: '40m',
  ...(LONG ? {} : { UNCONFIRMED_WAIT: '4s', UNCONFIRMED_SOLO_WAIT: '6s', RECEIVER_HEALTHY_FOR: '6s' }),
};

let network: BreakableNetwork;
let stack: FaultStack;
/** Of all outages so far. */
const accepted: string[] = [];
let unclearBefore = 0;

beforeAll(async () => {
  const sandboxPort = await freePort();
  network = await BreakableNetwork.to(sandboxPort);
  stack = await FaultStack.start({
    backend: BACKENDS[0] ?? 'postgres',
    workers: WORKERS,
    environment: { ...ENVIRONMENT, WHATSAPP_GRAPH_URL: network.url },
    sandboxPort,
  });
});
afterAll(async () => {
  await stack.close();
  await network.close();
});

interface Aftermath {
  /** Messages of unclear outcome. */
  readonly unclear: number;
  /** Seconds from the end of the outage until Meta had the last message. */
  readonly sentAfter: number;
}

/** What a backlog takes at Meta's rate, in seconds; a tenth more because a rate is not reached to the last call. */
const DRAIN = (1.1 * MESSAGES) / RATE;

/** A backlog builds up while the outage lasts; everything is over when the last of it is READ. */
async function outage(
  name: string,
  begin: () => Promise<unknown>,
  end: () => Promise<unknown>,
  outageMs = OUTAGE_MS,
): Promise<Aftermath> {
  await begin();
  const [load] = await Promise.all([steadyLoad(stack, MESSAGES, 200, name), pause(outageMs)]);
  await end();
  const endedAt = new Date();
  accepted.push(...load.accepted);
  const settledAfter = await settled(stack, load.accepted, 200_000 + outageMs);
  const verdict = await judge(stack, accepted);
  const unclear = verdict.unconfirmedEver - unclearBefore;
  unclearBefore = verdict.unconfirmedEver;
  const [last] = await stack.database.query<{ sentAt: Date }[]>(
    'SELECT max(sent_at) AS "sentAt" FROM whatsapp_messages',
  );
  const sentAfter = (Number(last?.sentAt) - Number(endedAt)) / 1_000;
  tell(name, { outageMs, waiting: MESSAGES, unclear, sentAfter, settledAfter, ...verdict });
  expect(verdict).toMatchObject({ lost: 0, duplicated: 0, exact: accepted.length, stuck: 0, held: 0 });
  expect(verdict.books.failed).toBe(0);
  return { unclear, sentAfter };
}

const faults = (outageOfMeta: object) => () => stack.control('PUT', '/sandbox/faults', outageOfMeta);

it('turns few messages UNCONFIRMED while Meta answers 503, and sends all afterwards', { timeout: LIMIT }, async () => {
  const { unclear, sentAfter } = await outage('outage-of-meta', faults({ outage: 'errors' }), faults({}));
  expect(unclear).toBeGreaterThan(0);
  expect(unclear).toBeLessThanOrEqual(ANSWERED + probes());
  // A probe at most 30 s after the end, which is heard of at once.
  expect(sentAfter).toBeLessThan(Math.max(DRAIN, AS_LONG_AGAIN) + 45);
});

it(
  'turns few messages UNCONFIRMED while Meta never answers, and sends all afterwards',
  { timeout: LIMIT },
  async () => {
    const { unclear, sentAfter } = await outage('silence-of-meta', faults({ outage: 'hang' }), faults({}));
    expect(unclear).toBeGreaterThan(0);
    expect(unclear).toBeLessThanOrEqual(HANGING + probes());
    // A probe at most 30 s after the end, which is heard of at once.
    expect(sentAfter).toBeLessThan(Math.max(DRAIN, AS_LONG_AGAIN) + 45);
  },
);

it.runIf(LONG)(
  'costs nothing but time while our own network refuses connections: nothing left us, so nothing is unclear (A16)',
  { timeout: LIMIT },
  async () => {
    const { unclear, sentAfter } = await outage(
      'connection-refused',
      () => network.refuse(),
      () => network.mend(),
    );
    expect(unclear).toBe(0);
    expect(sentAfter).toBeLessThan(DRAIN + 30);
  },
);

it.runIf(LONG)(
  'costs little but time while our own network swallows packets: only what was under way is unclear',
  { timeout: LIMIT },
  async () => {
    const { unclear, sentAfter } = await outage(
      'packets-swallowed',
      () => network.swallow(),
      () => network.mend(),
    );
    expect(unclear).toBeLessThanOrEqual(HANGING);
    expect(sentAfter).toBeLessThan(Math.max(DRAIN, AS_LONG_AGAIN) + 45);
  },
);

it.runIf(LONG)(
  'turns few messages UNCONFIRMED while Meta raises the throughput of the number (131057), and sends all afterwards (B10)',
  { timeout: LIMIT },
  async () => {
    const { unclear, sentAfter } = await outage('maintenance', faults({ rejectWith: 131_057 }), faults({}), UPGRADE_MS);
    expect(unclear).toBeGreaterThan(0);
    expect(unclear).toBeLessThanOrEqual(ANSWERED + probes(UPGRADE_MS));
    // A wait of a minute may have begun just before the end.
    expect(sentAfter).toBeLessThan(DRAIN + 100);
  },
);
