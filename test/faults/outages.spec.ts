import { expect, it } from 'vitest';
import { freePort } from '#local-postgres';
import { BreakableNetwork } from './breakable-network.js';
import { BACKENDS, type FaultStack } from './fault-stack.js';
import type { Verdict } from './oracle.js';
import { LONG, pause, runFault } from './run-fault.js';

const LIMIT = 900_000;

/** Ten minutes, as real ones are; the wait and the lease are scaled as everywhere here. */
const OUTAGE_MS = LONG ? 600_000 : 4_000;
const MESSAGES = LONG ? 5_000 : 250;

const WORKERS = 2;
/** Messages a second and sender, Meta's usual rate. A worker makes half as many calls at once. */
const RATE = 80;
const UNDER_WAY = (WORKERS * RATE) / 2;
/** Each worker doubles its pause from 1 s to 30 s while its probes fail. */
const PROBES = WORKERS * (5 + Math.ceil(OUTAGE_MS / 30_000));

/**
 * A person is asked after 20 minutes: as in production (six hours) that is longer than the outage, so that nobody is asked
 * because of it. The short tier has no time for the usual scale.
 */
const ENVIRONMENT = {
  WHATSAPP_MAX_MPS: String(RATE),
  UNCONFIRMED_MAX: '20m',
  ...(LONG ? {} : { UNCONFIRMED_WAIT: '4s', UNCONFIRMED_SOLO_WAIT: '6s', RECEIVER_HEALTHY_FOR: '6s' }),
};

interface Outage {
  readonly begin: (stack: FaultStack) => Promise<unknown>;
  readonly end: (stack: FaultStack) => Promise<unknown>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly sandboxPort?: number;
}

/** A backlog builds up while the outage lasts; everything is over when the last of it is READ. */
async function run(name: string, { begin, end, environment, sandboxPort }: Outage): Promise<Verdict> {
  let endedAt = new Date(0);
  return runFault(
    name,
    {
      backend: BACKENDS[0] ?? 'postgres',
      workers: WORKERS,
      environment: { ...ENVIRONMENT, ...environment },
      ...(sandboxPort === undefined ? {} : { sandboxPort }),
    },
    {
      messages: MESSAGES,
      rate: 200,
      settleMs: 200_000,
      chaos: async (stack) => {
        await begin(stack);
        await pause(OUTAGE_MS);
        await end(stack);
        endedAt = new Date();
      },
      inspect: async (stack) => {
        const [figures] = await stack.database.query<{ lastSentAt: Date; sentBefore: number; failed: number }[]>(
          `SELECT max(sent_at) AS "lastSentAt", count(*) FILTER (WHERE sent_at < $1)::integer AS "sentBefore",
             count(*) FILTER (WHERE status = 'FAILED')::integer AS failed FROM whatsapp_messages`,
          [endedAt],
        );
        const drainedInSeconds = (Number(figures?.lastSentAt) - Number(endedAt)) / 1_000;
        process.stdout.write(`${JSON.stringify({ test: name, outageMs: OUTAGE_MS, ...figures, drainedInSeconds })}\n`);
        expect(figures?.failed).toBe(0);
        // A probe at most 30 s after the end, then Meta's rate, then what is sent again after its wait and a late retry.
        expect(drainedInSeconds).toBeLessThan(30 + MESSAGES / RATE + 45);
      },
    },
  );
}

const NOTHING_GOES_WRONG = { lost: 0, duplicated: 0, exact: MESSAGES, stuck: 0, held: 0 };

it(
  'turns few messages UNCONFIRMED while Meta answers 503, and sends all of them afterwards',
  { timeout: LIMIT },
  async () => {
    const verdict = await run('outage-of-meta', {
      begin: (stack) => stack.control('PUT', '/sandbox/faults', { outage: 'errors' }),
      end: (stack) => stack.control('PUT', '/sandbox/faults', {}),
    });
    expect(verdict).toMatchObject(NOTHING_GOES_WRONG);
    expect(verdict.unconfirmedEver).toBeGreaterThan(0);
    expect(verdict.unconfirmedEver).toBeLessThanOrEqual(UNDER_WAY + PROBES);
  },
);

it(
  'turns few messages UNCONFIRMED while Meta answers nothing, and sends all of them afterwards',
  { timeout: LIMIT },
  async () => {
    const verdict = await run('silence-of-meta', {
      begin: (stack) => stack.control('PUT', '/sandbox/faults', { outage: 'hang' }),
      end: (stack) => stack.control('PUT', '/sandbox/faults', {}),
    });
    expect(verdict).toMatchObject(NOTHING_GOES_WRONG);
    expect(verdict.unconfirmedEver).toBeGreaterThan(0);
    expect(verdict.unconfirmedEver).toBeLessThanOrEqual(UNDER_WAY + PROBES);
  },
);

/** Workers and API reach the sandbox through a network of the test's own. */
async function throughNetwork(name: string, kind: 'refuse' | 'swallow'): Promise<Verdict> {
  const sandboxPort = await freePort();
  const network = await BreakableNetwork.to(sandboxPort);
  try {
    return await run(name, {
      begin: () => network[kind](),
      end: () => network.mend(),
      environment: { WHATSAPP_GRAPH_URL: network.url },
      sandboxPort,
    });
  } finally {
    await network.close();
  }
}

it(
  'costs nothing but time while our own network refuses connections: nothing left us, so nothing is unclear (A16)',
  { timeout: LIMIT },
  async () => {
    const verdict = await throughNetwork('connection-refused', 'refuse');
    expect(verdict).toMatchObject({ ...NOTHING_GOES_WRONG, unconfirmedEver: 0, resent: 0 });
  },
);

it(
  'costs little but time while our own network swallows packets: only what was under way is unclear',
  { timeout: LIMIT },
  async () => {
    const verdict = await throughNetwork('packets-swallowed', 'swallow');
    expect(verdict).toMatchObject(NOTHING_GOES_WRONG);
    expect(verdict.unconfirmedEver).toBeLessThanOrEqual(UNDER_WAY);
  },
);
