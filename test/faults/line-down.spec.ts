import { expect, it } from 'vitest';
import { freePort } from '#local-postgres';
import { BreakableNetwork } from './breakable-network.js';
import { BACKENDS, FaultStack, LONG } from './fault-stack.js';
import { type Verdict, judge, settled } from './oracle.js';
import { pause } from './run-fault.js';
import { steadyLoad } from './steady-load.js';
import { tell } from './tell.js';

const LIMIT = 600_000;
/** As long as the wait. Meta repeats after 0.5, 1.5, 3.5 … 31.5 s: more than ten seconds after the line is there again. */
const DOWN_MS = 20_000;
const RATE = 20;

/**
 * Our line goes down, both ways, while calls are under way: what Meta took of them it cannot tell us, neither by its answer nor by a
 * webhook. When the line is there again, what is new is heard of first.
 */
async function lineDown(name: string, prepare: (stack: FaultStack) => Promise<unknown>): Promise<Verdict> {
  const sandboxPort = await freePort();
  const out = await BreakableNetwork.to(sandboxPort);
  const stack = await FaultStack.start({
    backend: BACKENDS[0] ?? 'postgres',
    workers: 2,
    // Meta takes a call at once and answers it later.
    faults: { delayResponseMs: 500 },
    environment: { WHATSAPP_GRAPH_URL: out.url, UNCONFIRMED_MAX: '2m' },
    sandboxPort,
  });
  const back = await BreakableNetwork.to(Number(new URL(stack.apiUrl).port));
  try {
    await prepare(stack);
    const { pathname } = new URL(stack.apiUrl);
    const url = `${back.url}${pathname}/webhook`;
    await stack.control('POST', '/sandbox/webhook-url', { url, verifyToken: 'fault-verify-token' });
    const load = steadyLoad(stack, RATE * 35, RATE, name);
    await pause(5_000);
    await Promise.all([out.swallow(), back.refuse()]);
    await pause(DOWN_MS);
    await Promise.all([out.mend(), back.mend()]);
    const { accepted } = await load;
    const settledAfter = await settled(stack, accepted, 90_000);
    const verdict = await judge(stack, accepted);
    tell(name, { ...verdict, settledAfter });
    return verdict;
  } finally {
    await back.close();
    await stack.close();
    await out.close();
  }
}

it.runIf(LONG)(
  'sends nothing twice because our line was down both ways: Meta has not told us yet',
  { timeout: LIMIT },
  async () => {
    const verdict = await lineDown('line-down', () => Promise.resolve());
    expect(verdict).toMatchObject({ lost: 0, duplicated: 0, exact: RATE * 35, stuck: 0, held: 0 });
    expect(verdict.unconfirmedEver).toBeGreaterThan(0);
  },
);

it.runIf(LONG)('control: would, if a silence were no gap', { timeout: LIMIT }, async () => {
  const unheeded = async ({ database }: FaultStack): Promise<void> => {
    await database.query('CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$');
    await database.query(
      'CREATE TRIGGER nothing BEFORE INSERT ON hearing_gaps FOR EACH ROW EXECUTE FUNCTION nothing()',
    );
  };
  expect((await lineDown('line-down-unheeded', unheeded)).duplicated).toBeGreaterThan(0);
});
