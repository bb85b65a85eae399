import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isJsonObject } from '#graph-api';
import { SendersRepository } from '#senders';
import { seededRandom } from '../../apps/sandbox/src/behaviour/seeded-random.js';
import { BACKENDS, FaultStack, LONG, SEED, SENDER } from './fault-stack.js';
import { total } from './figures.js';
import { settled } from './oracle.js';
import { pause } from './run-fault.js';
import { steadyLoad } from './steady-load.js';
import { tell } from './tell.js';

const LIMIT = 900_000;
const RATE = 80;
const MESSAGES = 2_000;
const STEPS = 40;
/** Whatever stops sending does so within this long; what Meta says by webhook comes a tenth of a second later. */
const STOPS_WITHIN_MS = 1_100;
const WABA = '102290129340398';

/**
 * None of them is a message's own failure, and none keeps the API from taking further ones. Of 5xx nobody knows what became of a
 * message: other tests speak of those.
 */
const CODES = [10, 33, 190, 368, 80_007, 130_429, 130_497, 131_031, 131_037, 131_042, 131_048, 132_015, 133_010];

let stack: FaultStack;
let folder: string;
let tokenFile: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recado-rules-'));
  tokenFile = join(folder, 'token');
  await writeFile(tokenFile, 'fault-access-token');
  stack = await FaultStack.start({
    backend: BACKENDS[0] ?? 'postgres',
    workers: 2,
    environment: {
      WHATSAPP_MAX_MPS: String(RATE),
      WHATSAPP_APP_ID: '634974688087057',
      WHATSAPP_ACCESS_TOKEN: '',
      WHATSAPP_ACCESS_TOKEN_FILE: tokenFile,
    },
  });
});
afterAll(async () => {
  await stack.close();
  await rm(folder, { recursive: true });
});

/** Nothing is tried any more, from a moment on that the steps before it can still reach. */
async function expectSilence(what: string): Promise<void> {
  await pause(STOPS_WITHIN_MS);
  const tried = async (): Promise<unknown> =>
    stack.database.query('SELECT count(*)::integer AS attempts, max(started_at) AS last FROM send_attempts');
  const before = await tried();
  await pause(700);
  expect([what, await tried()]).toEqual([what, before]);
}

/** Waits of minutes and hours are over. */
async function timePasses(): Promise<void> {
  await stack.database.query('UPDATE sender_probes SET due_at = now()');
  await stack.database.query('UPDATE sender_country_pauses SET wait_until = now() WHERE tried_at IS NULL');
  // Whoever listens for the webhook of a trial does so for a minute.
  await stack.database.query(
    `UPDATE senders SET wait_until = NULL WHERE NOT half_open OR wait_until > now() + interval '61 seconds'`,
  );
  await stack.database.query('UPDATE send_queue SET due_at = now() WHERE state = 0 AND due_at > now()');
  await stack.database.query('UPDATE template_reads SET due_at = now()');
}

const tellAccount = (state: 'DISABLE' | 'REINSTATE'): Promise<unknown> => {
  const value = { event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: state } };
  const time = Math.floor(Date.now() / 1_000);
  return stack.control('POST', '/sandbox/webhook', {
    object: 'whatsapp_business_account',
    entry: [{ id: WABA, time, changes: [{ field: 'account_update', value }] }],
  });
};

const tellOfNumber = (code: number): Promise<unknown> => {
  const value = { messaging_product: 'whatsapp', metadata: { phone_number_id: SENDER }, errors: [{ code }] };
  return stack.control('POST', '/sandbox/webhook', {
    object: 'whatsapp_business_account',
    entry: [{ id: WABA, changes: [{ field: 'messages', value }] }],
  });
};

let tokens = 0;
async function rotateToken(): Promise<void> {
  const accessToken = `token-${(tokens += 1)}`;
  await stack.control('PUT', '/sandbox/token', { accessToken, state: 'valid' });
  await writeFile(tokenFile, accessToken);
}

/** What happens to a number, each by itself, with what has to hold meanwhile. */
const STEPS_OF: Readonly<Record<string, (random: () => number) => Promise<void>>> = {
  async code(random) {
    const code = CODES[Math.floor(random() * CODES.length)];
    await stack.control('PUT', '/sandbox/faults', { [random() < 0.5 ? 'rejectWith' : 'failWith']: code });
    await pause(300 + random() * 1_200);
    await stack.control('PUT', '/sandbox/faults', {});
  },
  async person() {
    const states = new SendersRepository(stack.database);
    expect(await states.pause(SENDER, 'PERSON', 'stocktaking')).toBe(true);
    await timePasses();
    await rotateToken();
    await tellAccount('REINSTATE');
    await expectSilence('a person has paused it');
    expect((await states.states()).get(SENDER)).toMatchObject({ state: 'PAUSED', pausedBy: 'PERSON' });
    expect(await states.resume(SENDER, true)).toBe(true);
  },
  async template() {
    await stack.control('PUT', '/sandbox/templates/po_notification/status', { status: 'PAUSED' });
    await expectSilence('its template is paused');
    await stack.control('PUT', '/sandbox/templates/po_notification/status', { status: 'APPROVED' });
  },
  async account(random) {
    await tellAccount('DISABLE');
    await expectSilence('its account is disabled');
    if (random() < 0.5) await tellAccount('REINSTATE');
  },
  async token() {
    await stack.control('PUT', '/sandbox/token', { state: 'expired' });
    await pause(500);
    await rotateToken();
  },
  async number() {
    await tellOfNumber(131_031);
  },
};

describe.runIf(LONG)('whatever Meta says, in whatever order', () => {
  it('nothing fails, what is stopped stays stopped, and all is sent once it may be', { timeout: LIMIT }, async () => {
    const random = seededRandom(SEED);
    const load = steadyLoad(stack, MESSAGES, 25, 'meta-rules');
    const names = Object.keys(STEPS_OF);
    const taken: string[] = [];
    for (let step = 0; step < STEPS; step += 1) {
      const name = names[Math.floor(random() * names.length)] ?? '';
      taken.push(name);
      await STEPS_OF[name]?.(random);
      await timePasses();
      await pause(random() * 1_000);
    }
    await stack.control('PUT', '/sandbox/templates/po_notification/status', { status: 'APPROVED' });
    const { accepted } = await load;
    const settling = settled(stack, accepted, 240_000);
    let over = false;
    void settling.then(() => (over = true));
    while (!over) {
      await timePasses();
      await pause(1_000);
    }
    const [rows] = await stack.database.query<Readonly<Record<string, number>>[]>(
      `SELECT count(*)::integer AS messages, count(*) FILTER (WHERE status = 'READ')::integer AS read,
           count(*) FILTER (WHERE status = 'FAILED')::integer AS failed, (SELECT count(*)::integer FROM send_queue) AS waiting,
           (SELECT count(*)::integer FROM send_attempts) AS attempts FROM whatsapp_messages`,
    );
    const stats = await stack.control('GET', '/sandbox/stats');
    const peaks = isJsonObject(stats) && isJsonObject(stats['peakPerSecond']) ? stats['peakPerSecond'] : {};
    const duplicates = await total(stack, 'recado_duplicate_sends_total');
    tell('meta-rules', { steps: taken.join(' '), settledAfter: await settling, ...rows, peaks, duplicates });
    expect(rows).toMatchObject({ messages: MESSAGES, read: MESSAGES, failed: 0, waiting: 0 });
    expect(duplicates).toBe(0);
    expect(Number(peaks[SENDER])).toBeLessThanOrEqual(RATE * 1.05);
    expect(stack.deeds.workersReplaced).toBe(0);
  });
});
