import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, FaultStack, LONG, SEED } from './fault-stack.js';
import { total } from './figures.js';
import { judge, settled } from './oracle.js';
import { pause } from './run-fault.js';
import { steadyLoad } from './steady-load.js';
import { tell } from './tell.js';

const LIMIT = 900_000;
const WORKERS = 2;
/** Messages a second and sender, Meta's usual rate; a worker holds as many calls at once. Of what all could hold half is allowed. */
const RATE = 80;
const UNDER_WAY = (WORKERS * RATE) / 2;
const MESSAGES = LONG ? 1_000 : 160;
/** How late Meta's webhooks come, and more messages than go out until then. */
const WEBHOOK_DELAY_MS = LONG ? 5_000 : 1_000;
const BACKLOG = LONG ? 1_000 : 240;
/** How long the token stays bad, at the least. */
const OUTAGE_MS = LONG ? 60_000 : 1_000;
/** The call that was refused is a part of it; the short tier may run on a busy machine. */
const LONGEST_UNTIL_PAUSED_MS = LONG ? 1_000 : 5_000;
const FIRST_TOKEN = 'fault-access-token';

let folder: string;
let tokenFile: string;
let stack: FaultStack;
/** Of all tests so far. */
const accepted: string[] = [];

const ENVIRONMENT = { WHATSAPP_MAX_MPS: String(RATE), WHATSAPP_APP_ID: '634974688087057' };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recado-token-'));
  tokenFile = join(folder, 'token');
  await writeFile(tokenFile, FIRST_TOKEN);
  stack = await FaultStack.start({
    backend: BACKENDS[0] ?? 'postgres',
    workers: WORKERS,
    environment: { ...ENVIRONMENT, WHATSAPP_ACCESS_TOKEN: '', WHATSAPP_ACCESS_TOKEN_FILE: tokenFile },
  });
});
afterAll(async () => {
  await stack.close();
  await rm(folder, { recursive: true });
});

interface Figures {
  readonly state: string;
  readonly cause: string | null;
  /** Calls to Meta that it refused with this code, by its answer or by webhook. */
  readonly tries: number;
  /** From the beginning of the first of them until the sender was paused. */
  readonly pausedAfterMs: number | null;
  readonly failed: number;
}

/** Of what was tried since; a figure of a stack that has seen other codes before. */
async function figures(of: FaultStack, code: number, since: Date): Promise<Figures> {
  const [row] = await of.database.query<Figures[]>(
    `WITH tried AS (
       SELECT a.started_at AS at FROM send_attempts a WHERE a.error_code = $1 AND a.started_at > $2
       UNION ALL SELECT a.started_at FROM returned_sends r JOIN send_attempts a USING (message_id, attempt)
       WHERE r.code = $1 AND a.started_at > $2)
     SELECT s.state, split_part(s.pause_reason, ':', 1) AS cause, (SELECT count(*)::integer FROM tried) AS tries,
       (SELECT count(*)::integer FROM whatsapp_messages WHERE status = 'FAILED') AS failed,
       extract(epoch FROM COALESCE((SELECT min(r.returned_at) FROM returned_sends r WHERE r.code = $1 AND r.returned_at > $2), s.paused_at)
         - (SELECT min(at) FROM tried))::float8 * 1000 AS "pausedAfterMs"
     FROM senders s`,
    [String(code), since],
  );
  if (row === undefined) throw new Error('there is one sender');
  return row;
}

async function clock(of: FaultStack): Promise<Date> {
  const [row] = await of.database.query<{ now: Date }[]>('SELECT now()');
  if (row === undefined) throw new Error('PostgreSQL has a clock');
  return row.now;
}

async function untilPaused(of: FaultStack): Promise<void> {
  await expect
    .poll(async () => (await of.database.query<{ state: string }[]>('SELECT state FROM senders'))[0]?.state, {
      timeout: 20_000,
      interval: 20,
    })
    .toBe('PAUSED');
}

/** Everything that was ever accepted here is READ. What Meta took and gave back was accepted twice, and is told by nobody as a duplicate. */
async function expectAllRead(name: string, extra: object): Promise<void> {
  const settledAfter = await settled(stack, accepted, 120_000);
  const [read] = await stack.database.query<{ messages: number; read: number; waiting: number }[]>(
    `SELECT count(*)::integer AS messages, count(*) FILTER (WHERE status = 'READ')::integer AS read,
       (SELECT count(*)::integer FROM send_queue) AS waiting FROM whatsapp_messages`,
  );
  const duplicates = await total(stack, 'recado_duplicate_sends_total');
  process.stdout.write(`${JSON.stringify({ test: name, seed: SEED, ...extra, settledAfter, ...read, duplicates })}\n`);
  expect(read).toEqual({ messages: accepted.length, read: accepted.length, waiting: 0 });
  expect(duplicates).toBe(0);
}

it(
  'keeps all messages while its token is bad, and sends them when the file has another (B1)',
  { timeout: LIMIT },
  async () => {
    const since = await clock(stack);
    const load = steadyLoad(stack, MESSAGES, 400, 'expired-token');
    await pause(300);
    await stack.control('PUT', '/sandbox/token', { state: 'expired' });
    accepted.push(...(await load).accepted);
    await untilPaused(stack);
    await pause(OUTAGE_MS);
    const bad = await figures(stack, 190, since);
    expect(bad).toMatchObject({ state: 'PAUSED', cause: '190', failed: 0 });
    expect(bad.pausedAfterMs).toBeLessThan(LONGEST_UNTIL_PAUSED_MS);
    expect(bad.tries).toBeGreaterThan(0);
    expect(bad.tries).toBeLessThanOrEqual(UNDER_WAY);
    await stack.control('PUT', '/sandbox/token', { accessToken: 'another-token', state: 'valid' });
    await writeFile(tokenFile, 'another-token');
    const replacedAt = performance.now();
    await expect
      .poll(async () => (await stack.database.query<{ state: string }[]>('SELECT state FROM senders'))[0]?.state, {
        timeout: 20_000,
        interval: 50,
      })
      .toBe('ACTIVE');
    const resumedAfterMs = Math.round(performance.now() - replacedAt);
    expect(resumedAfterMs).toBeLessThan(5_000);
    await expectAllRead('expired-token', { ...bad, resumedAfterMs });
    expect(await judge(stack, accepted)).toMatchObject({ lost: 0, duplicated: 0, exact: accepted.length, held: 0 });
    expect(stack.deeds.workersReplaced).toBe(0);
  },
);

describe('an account that Meta has stopped (B6)', () => {
  const SHORT = [[131_042, 'failWith']] as const;
  const FURTHER = [
    [131_048, 'failWith'],
    [131_031, 'failWith'],
    [131_031, 'rejectWith'],
    [368, 'rejectWith'],
  ] as const;

  it.each([...SHORT, ...(LONG ? FURTHER : [])])(
    'burns nothing: %i, told by %s, is tried with one message after a wait, and nothing fails',
    { timeout: LIMIT },
    async (code, fault) => {
      const since = await clock(stack);
      await stack.control('PUT', '/sandbox/faults', { [fault]: code, webhooks: { delayMs: WEBHOOK_DELAY_MS } });
      accepted.push(...(await steadyLoad(stack, BACKLOG, 400, `stopped-${code}-${fault}`)).accepted);
      await untilPaused(stack);
      // What was under way is heard out.
      await pause(WEBHOOK_DELAY_MS + 1_000);
      const stopped = await figures(stack, code, since);
      expect(stopped).toMatchObject({ state: 'PAUSED', cause: String(code), failed: 0 });
      const toldAfterMs = fault === 'failWith' ? WEBHOOK_DELAY_MS : 0;
      expect(stopped.pausedAfterMs).toBeGreaterThanOrEqual(toldAfterMs);
      expect(stopped.pausedAfterMs).toBeLessThan(toldAfterMs + LONGEST_UNTIL_PAUSED_MS);
      expect(stopped.tries).toBeLessThanOrEqual(triesUntilPaused(fault, stopped));
      expect(stopped.tries).toBeLessThan(BACKLOG);

      const triedAt = await clock(stack);
      await waitIsOver(15);
      await expect.poll(async () => (await figures(stack, code, triedAt)).tries, { timeout: 20_000 }).toBe(1);
      await untilPaused(stack);
      await pause(1_200);
      expect(await figures(stack, code, triedAt)).toMatchObject({ state: 'PAUSED', tries: 1, failed: 0 });

      await stack.control('PUT', '/sandbox/faults', {});
      await waitIsOver(30);
      await expectAllRead(`stopped-${code}-${fault}`, { ...stopped, delayMs: toldAfterMs });
    },
  );

  /** The last one: its messages are left to themselves. */
  it(
    'would be tried with everything that waits, and again, if a webhook paused nobody',
    { timeout: LIMIT },
    async () => {
      const since = await clock(stack);
      await stack.database.query(
        `CREATE FUNCTION unpaused() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'`,
      );
      await stack.database.query(
        `CREATE TRIGGER unpaused BEFORE UPDATE ON senders FOR EACH ROW WHEN (NEW.state = 'PAUSED') EXECUTE FUNCTION unpaused()`,
      );
      await stack.control('PUT', '/sandbox/faults', { failWith: 131_042 });
      const { accepted: burnt } = await steadyLoad(stack, UNDER_WAY / 2, 400, 'stopped-unpaused');
      await expect
        .poll(async () => (await figures(stack, 131_042, since)).tries, { timeout: 30_000 })
        .toBeGreaterThan(2 * burnt.length);
      const unpaused = await figures(stack, 131_042, since);
      tell('stopped-unpaused', { messages: burnt.length, ...unpaused });
      expect(unpaused).toMatchObject({ state: 'ACTIVE', failed: 0 });
    },
  );

  /** What is under way; and where a webhook has to tell, what went out at the number's rate until it did. */
  function triesUntilPaused(fault: 'failWith' | 'rejectWith', { pausedAfterMs }: Figures): number {
    return UNDER_WAY + (fault === 'failWith' ? (RATE * (pausedAfterMs ?? 0)) / 1_000 : 0);
  }

  /** The look at the pause is planned, so many minutes from now; they pass. */
  async function waitIsOver(minutes: number): Promise<void> {
    const planned = async (): Promise<number | undefined> => {
      const [row] = await stack.database.query<{ minutes: number }[]>(
        `SELECT round(extract(epoch FROM p.due_at - now()) / 60)::integer AS minutes
         FROM sender_probes p JOIN senders s ON s.phone_number_id = p.sender_id AND s.paused_at = p.paused_at`,
      );
      return row?.minutes;
    };
    await expect.poll(planned, { timeout: 10_000 }).toBe(minutes);
    await stack.database.query('UPDATE sender_probes SET due_at = now()');
  }
});

describe.runIf(LONG)('without a pause', () => {
  it(
    'a bad token and a number in maintenance are tried with everything that waits, again and again',
    { timeout: LIMIT },
    async () => {
      const control = await FaultStack.start({
        backend: BACKENDS[0] ?? 'postgres',
        workers: WORKERS,
        environment: ENVIRONMENT,
        preload: 'without-protection.mjs',
        workerEnvironment: () => ({ WITHOUT: 'pause' }),
      });
      try {
        const since = await clock(control);
        await control.control('PUT', '/sandbox/token', { state: 'expired' });
        const load = await steadyLoad(control, UNDER_WAY, 400, 'expired-token-unpaused');
        await expect
          .poll(async () => (await figures(control, 190, since)).tries, { timeout: 30_000 })
          .toBeGreaterThan(3 * UNDER_WAY);
        await control.control('PUT', '/sandbox/faults', { rejectWith: 131_057 });
        await control.control('PUT', '/sandbox/token', { state: 'valid' });
        const unclear = async (): Promise<number | undefined> =>
          (
            await control.database.query<{ count: number }[]>(
              'SELECT count(*)::integer FROM send_queue WHERE state = 2',
            )
          )[0]?.count;
        await expect.poll(unclear, { timeout: 30_000 }).toBe(load.accepted.length);
        const { tries } = await figures(control, 190, since);
        process.stdout.write(
          `${JSON.stringify({ test: 'without-a-pause', seed: SEED, messages: load.accepted.length, tries, unclear: await unclear() })}\n`,
        );
      } finally {
        await control.close();
      }
    },
  );
});
