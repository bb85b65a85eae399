import { afterEach, beforeEach, expect, it } from 'vitest';
import { freePort } from '#local-postgres';
import { at, textAt } from '../support/examples.js';
import { BreakableNetwork } from './breakable-network.js';
import { BACKENDS, FaultStack, LONG } from './fault-stack.js';
import { judge, settled } from './oracle.js';
import { steadyLoad } from './steady-load.js';
import { tell } from './tell.js';

/** Long enough for more than five calls that the worker makes alone, with ever longer pauses. */
const MESSAGES = LONG ? 9_000 : 400;
/** Messages a second that the number may send, and those that come meanwhile. */
const [RATE, COMING] = [80, 90];
const LIMIT_MS = LONG ? 400_000 : 100_000;
/** Calls of a worker that hang before it is known that they miss Meta: half a second's, and up to four more. */
const UNDER_WAY = RATE / 2 + 4;
/** Once for all, when the worker finds out: a second, and one message of the other. */
const LONGEST_STANDSTILL_MS = 3_000;

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
const TAIL_S = MESSAGES * (1 / RATE - 1 / COMING) + 20;
const REFUSED = { fault: 'refuse', mostUnclear: 0, withinS: TAIL_S } as const;
/** What was unclear goes after its wait, and by chance to the broken worker again; of that worker's calls one in five seconds is. */
const MUTE = { fault: 'mute', mostUnclear: UNDER_WAY + MESSAGES / RATE / 5, withinS: TAIL_S + 40 } as const;

/** Packets vanish before there is a connection, and then nothing was sent; but for what was under way when that began. */
const SWALLOWED = { ...MUTE, fault: 'swallow', mostUnclear: UNDER_WAY } as const;

it.each(LONG ? [REFUSED, MUTE, SWALLOWED] : [REFUSED])(
  'lets the other worker send all while the way of one to Meta is broken: $fault',
  { timeout: LIMIT_MS + 120_000 },
  async ({ fault, mostUnclear, withinS }) => {
    await network[fault]();
    const load = await steadyLoad(stack, MESSAGES, COMING, fault);
    const standstillMs = await longestStandstillMs();
    const settledAfter = await settled(stack, load.accepted, LIMIT_MS);
    const verdict = await judge(stack, load.accepted);
    tell(`one-broken-way-${fault}`, { settledAfter, standstillMs, ...verdict });
    expect(verdict).toMatchObject({ lost: 0, duplicated: 0, exact: MESSAGES, stuck: 0, held: 0 });
    expect(standstillMs).toBeLessThan(LONGEST_STANDSTILL_MS);
    expect(verdict.unconfirmedEver).toBeLessThanOrEqual(mostUnclear);
    expect(settledAfter).toBeLessThan(withinS);
  },
);

/** Between two messages that Meta accepted while more came all the time, until now. */
async function longestStandstillMs(): Promise<number> {
  const answer: unknown = await (await fetch(`${stack.sandboxUrl}/sandbox/messages?limit=${MESSAGES}`)).json();
  const messages = at(answer, 'messages');
  if (!Array.isArray(messages)) throw new TypeError('the sandbox lists what it has accepted');
  const times = messages.map((message) => Date.parse(textAt(message, 'acceptedAt')));
  const inOrder = [...times.toSorted((left, right) => left - right), Date.now()];
  return Math.max(...inOrder.map((time, index) => time - (inOrder[index - 1] ?? time)));
}
