import { afterEach, beforeEach, expect, it } from 'vitest';
import { freePort } from '#local-postgres';
import { BreakableNetwork } from './breakable-network.js';
import { BACKENDS, FaultStack, LONG } from './fault-stack.js';
import { judge, settled } from './oracle.js';
import { steadyLoad } from './steady-load.js';
import { tell } from './tell.js';

const MESSAGES = LONG ? 4_000 : 400;
/** Messages a second that the number may send, and those that come meanwhile. */
const [RATE, COMING] = [80, 100];
const LIMIT_MS = LONG ? 400_000 : 100_000;
/** Calls of a worker that hang before it is known that they miss Meta: half a second's, and up to four more. */
const UNDER_WAY = RATE / 2 + 4;

let network: BreakableNetwork;
let stack: FaultStack;

beforeEach(async () => {
  const sandboxPort = await freePort();
  network = await BreakableNetwork.to(sandboxPort);
  stack = await FaultStack.start({
    backend: BACKENDS[0] ?? 'postgres',
    workers: 2,
    environment: {
      WHATSAPP_MAX_MPS: String(RATE),
      UNCONFIRMED_WAIT: '4s',
      UNCONFIRMED_SOLO_WAIT: '6s',
      RECEIVER_HEALTHY_FOR: '6s',
      UNCONFIRMED_MAX: '40m',
    },
    workerEnvironment: (index) => ({
      WHATSAPP_GRAPH_URL: index === 0 ? network.url : `http://127.0.0.1:${sandboxPort}`,
    }),
    sandboxPort,
  });
});
afterEach(async () => {
  await stack.close();
  await network.close();
});

/** The load is over when it is posted; its tail goes at the rate, and what was not sent waits for some seconds. */
const REFUSED = { fault: 'refuse', mostUnclear: 0, withinS: MESSAGES * (1 / RATE - 1 / COMING) + 20 } as const;
/** What was unclear goes after its wait, and by chance to the broken worker again. */
const SWALLOWED = { fault: 'swallow', mostUnclear: UNDER_WAY + MESSAGES / RATE, withinS: LIMIT_MS / 1_000 } as const;

it.each(LONG ? [REFUSED, SWALLOWED] : [REFUSED])(
  'lets the other worker send all while the way of one to Meta is broken: $fault',
  { timeout: LIMIT_MS + 60_000 },
  async ({ fault, mostUnclear, withinS }) => {
    await network[fault]();
    const load = await steadyLoad(stack, MESSAGES, COMING, fault);
    const settledAfter = await settled(stack, load.accepted, LIMIT_MS);
    const verdict = await judge(stack, load.accepted);
    tell(`one-broken-way-${fault}`, { settledAfter, ...verdict });
    expect(verdict).toMatchObject({ lost: 0, duplicated: 0, exact: MESSAGES, stuck: 0, held: 0 });
    expect(verdict.unconfirmedEver).toBeLessThanOrEqual(mostUnclear);
    expect(settledAfter).toBeLessThan(withinS);
  },
);
