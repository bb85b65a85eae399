import { expect, it, vi } from 'vitest';
import { isJsonObject } from '#graph-api';
import { SendersRepository } from '#senders';
import { BACKENDS, FaultStack, LONG, SENDER } from './fault-stack.js';
import { figures, total } from './figures.js';
import { type Verdict, judge, settled } from './oracle.js';
import { MIX_F } from './run-fault.js';
import { steadyLoad } from './steady-load.js';
import { tell } from './tell.js';
import { toldByMeta } from './told-by-meta.js';

const backend = BACKENDS[0] ?? 'postgres';
const LIMIT = LONG ? 900_000 : 150_000;

/** Share of messages of which no webhook ever comes. */
const SILENT = 0.05;
/** Share of messages that Meta takes without answering: the answer is lost, or never comes. */
const ANSWER_LOST = MIX_F.loseResponse + MIX_F.hang;
const FAULTS = { ...MIX_F, webhooks: { ...MIX_F.webhooks, lose: SILENT } };

interface Run {
  readonly verdict: Verdict;
  /** Messages with an attempt of which nobody knew at the time whether Meta had it. */
  readonly unclear: ReadonlySet<string>;
  /** Messages about which Meta told something by webhook. */
  readonly told: ReadonlyMap<string, unknown>;
}

/** A load through a stack until nothing is left but what waits for a person. */
async function run(stack: FaultStack, name: string, messages: number): Promise<Run> {
  const { accepted } = await steadyLoad(stack, messages, 100, name);
  // What is unclear twice waits twice for the limit.
  await vi.waitFor(async () => expect(await waiting(stack)).toBe(0), { timeout: 240_000, interval: 500 });
  const verdict = await judge(stack, accepted);
  tell(name, { ...verdict });
  const rows: { id: string }[] = await stack.database.query(
    `SELECT DISTINCT message_id AS id FROM send_attempts WHERE outcome LIKE 'unclear%' OR outcome = 'lease_expired'`,
  );
  return { verdict, unclear: new Set(rows.map(({ id }) => id)), told: await toldByMeta(stack) };
}

async function waiting(stack: FaultStack): Promise<number | undefined> {
  const rows: { waiting: number }[] = await stack.database.query(
    'SELECT count(*)::integer AS waiting FROM send_queue WHERE state <> 3',
  );
  return rows[0]?.waiting;
}

/** Ids of HELD messages as a caller of the API finds them, page by page. */
async function heldByApi(stack: FaultStack): Promise<readonly string[]> {
  const ids: string[] = [];
  let cursor: unknown = '';
  while (typeof cursor === 'string') {
    const next = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const answer = await fetch(`${stack.apiUrl}/messages?pendingReason=HELD&limit=200${next}`, {
      headers: stack.headers,
    });
    const page: unknown = await answer.json();
    if (!isJsonObject(page) || !Array.isArray(page['items'])) throw new Error(JSON.stringify(page));
    ids.push(...page['items'].filter(isJsonObject).map((item) => String(item['id'])));
    cursor = page['nextCursor'];
  }
  return ids;
}

/** How often Meta took each message that it took. */
async function acceptedByMeta(stack: FaultStack): Promise<ReadonlyMap<string, number>> {
  const counts = await stack.control('GET', '/sandbox/accepted');
  return new Map(Object.entries(isJsonObject(counts) ? counts : {}).map(([id, count]) => [id, Number(count)]));
}

it.runIf(LONG)(
  'holds exactly those messages of which neither answer nor webhook came, where a person is to decide (A12)',
  { timeout: LIMIT },
  async () => {
    const messages = 6_000;
    const environment = { UNCONFIRMED_POLICY: 'hold', UNCONFIRMED_MAX: '35s' };
    const stack = await FaultStack.start({ backend, workers: 2, faults: FAULTS, environment });
    try {
      const { verdict, unclear, told } = await run(stack, 'A12-hold', messages);
      expect(verdict).toMatchObject({ lost: 0, duplicated: 0, stuck: 0, resent: 0 });
      const unresolved = [...unclear].filter((id) => !told.has(id)).toSorted();
      const taken = await acceptedByMeta(stack);
      expect(unresolved.filter((id) => taken.has(id)).length).toBeGreaterThan(0);
      expect(unresolved.filter((id) => !taken.has(id)).length).toBeGreaterThan(0);
      expect((await heldByApi(stack)).toSorted()).toEqual(unresolved);
      expect(verdict.held).toBe(unresolved.length);
      expect(Math.max(...(await figures(stack, 'recado_held_messages')))).toBe(unresolved.length);
    } finally {
      await stack.close();
    }
  },
);

it.runIf(LONG)(
  'doubles no more than the few messages whose answer and whose webhooks were lost, and counts each decision (A11)',
  { timeout: LIMIT },
  async () => {
    const messages = 6_000;
    const environment = { UNCONFIRMED_POLICY: 'resend' };
    const stack = await FaultStack.start({ backend, workers: 2, faults: FAULTS, environment });
    try {
      const { verdict, unclear } = await run(stack, 'A11-resend', messages);
      expect(verdict).toMatchObject({ lost: 0, stuck: 0 });
      const twice = [...(await acceptedByMeta(stack))].flatMap(([id, count]) => (count > 1 ? [id] : []));
      expect(twice.length).toBeLessThanOrEqual(2 * messages * ANSWER_LOST * SILENT);
      expect(verdict.duplicated).toBe(twice.length);
      expect(twice.filter((id) => !unclear.has(id))).toEqual([]);
      expect(verdict.resent).toBeGreaterThan(0);
      expect(await total(stack, 'recado_unconfirmed_resolved_total{by="resend"')).toBe(verdict.resent);
      expect(await total(stack, 'recado_unconfirmed_resolved_total{by="hold"')).toBe(verdict.held);
    } finally {
      await stack.close();
    }
  },
);

it.runIf(LONG)(
  'asks a person at the limit where our receivers came back only just before it, and hears of Meta after all',
  { timeout: LIMIT },
  async () => {
    // Receivers away for 8 s of the 12 until the limit; Meta comes again 15 s after its first try.
    const stack = await FaultStack.start({
      backend,
      workers: 1,
      environment: {
        UNCONFIRMED_WAIT: '1s',
        UNCONFIRMED_SOLO_WAIT: '3s',
        RECEIVER_HEALTHY_FOR: '8s',
        UNCONFIRMED_MAX: '12s',
      },
    });
    try {
      const earlier = await steadyLoad(stack, 20, 100, 'earlier');
      await settled(stack, earlier.accepted, 20_000);
      const senders = new SendersRepository(stack.database);
      await senders.pause(SENDER, 'PERSON', 'until our receivers are away');
      const unclear = await steadyLoad(stack, 1, 100, 'unclear');
      await stack.stopApi('SIGKILL');
      await stack.control('PUT', '/sandbox/faults', { loseResponse: 1 });
      await senders.resume(SENDER, false);
      await unconfirmedFor(stack, 0);
      await stack.control('PUT', '/sandbox/faults', {});
      await unconfirmedFor(stack, 8);
      stack.startApi();
      await stack.answersAgain();
      // This one's webhook is the evidence that Meta reaches us.
      const later = await steadyLoad(stack, 1, 100, 'later');
      await settled(stack, [...unclear.accepted, ...later.accepted], 30_000);
      expect(await total(stack, 'recado_unconfirmed_resolved_total{by="hold"')).toBe(1);
      await vi.waitFor(async () => expect(await heldByApi(stack)).toEqual([]), { timeout: 30_000, interval: 250 });
      const verdict = await judge(stack, [...earlier.accepted, ...unclear.accepted, ...later.accepted]);
      tell('receivers-back-before-the-limit', { ...verdict });
      expect(verdict).toMatchObject({ lost: 0, duplicated: 0, stuck: 0, held: 0, resent: 0 });
    } finally {
      await stack.close();
    }
  },
);

/** Waits until a message is UNCONFIRMED whose attempt began more than that many seconds ago. */
async function unconfirmedFor(stack: FaultStack, seconds: number): Promise<void> {
  await vi.waitFor(
    async () => {
      const rows: unknown[] = await stack.database.query(
        'SELECT FROM send_queue WHERE state = 2 AND attempted_at < now() - make_interval(secs => $1)',
        [seconds],
      );
      expect(rows).toHaveLength(1);
    },
    { timeout: 20_000, interval: 50 },
  );
}
