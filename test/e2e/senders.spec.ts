import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ApiKeysRepository } from '#clients';
import { at, exampleMessage, textAt } from '../support/examples.js';
import { type Answer, SENDER, type Stack, startStack } from '../support/stack.js';

/*
 * Operators see and stop a number over the API; all with a worker that would send at once if it were let.
 */
let stack: Stack;
beforeAll(async () => {
  const started = await startStack({ worker: true });
  if (started === null) throw new Error('PostgreSQL is always there');
  stack = started;
});
afterAll(() => stack.stop());

beforeEach(() =>
  stack.sql(`UPDATE senders SET state = 'ACTIVE', paused_by = NULL, pause_reason = NULL, paused_at = NULL, half_open = false,
    wait_until = NULL`),
);

const sender = async (id = SENDER): Promise<unknown> => (await stack.call('GET', `/senders/${id}`)).json;
const pause = (id = SENDER, reason = 'Moves to another account'): Promise<Answer> =>
  stack.call('POST', `/senders/${id}/pause`, { body: { reason } });
const resume = (id = SENDER): Promise<Answer> => stack.call('POST', `/senders/${id}/resume`);
const post = async (): Promise<string> =>
  textAt((await stack.call('POST', '/messages', { body: exampleMessage() })).json, 'id');
const message = async (id: string): Promise<unknown> => (await stack.call('GET', `/messages/${id}`)).json;

describe('GET /senders', () => {
  it('shows what Meta shows of each number, once a worker has started', async () => {
    const shown = { quality: 'GREEN', messagingLimit: 'TIER_2K', throughput: 'STANDARD', verifiedName: 'Lucky Shrub' };
    await expect.poll(() => sender(), { timeout: 15_000 }).toMatchObject(shown);
  });

  it('shows what is known of each number, and what waits for it', async () => {
    await stack.sql(`UPDATE senders SET quality_rating = 'GREEN', messaging_limit = 'TIER_10K', throughput_level = 'HIGH',
      verified_name = 'Compras', display_phone_number = '+15550783881', half_open = true, wait_until = now() + interval '1 hour'`);
    const { status, json } = await stack.call('GET', '/senders');
    expect(status).toBe(200);
    expect(at(json, 'items')).toEqual([await sender()]);
    expect(at(json, 'items', 0)).toEqual({
      id: SENDER,
      account: '102290129340398',
      configured: true,
      state: 'ACTIVE',
      pause: null,
      countryPauses: [],
      waitUntil: expect.stringMatching(/^2\d{3}-/),
      halfOpen: true,
      displayNumber: '+15550783881',
      verifiedName: 'Compras',
      quality: 'GREEN',
      messagingLimit: 'TIER_10K',
      throughput: 'HIGH',
      mps: 1_000,
      mpsSetBy: 'META',
      pace: 1_000,
      heardUntil: null,
      silentSince: null,
      queue: { queued: 0, sending: 0, unconfirmed: 0, held: 0, oldestWaitingSeconds: 0 },
    });
  });

  it('counts what waits by state, and how long the oldest has been due, also behind a pause', async () => {
    await pause();
    const ids = [await post(), await post(), await post()];
    await stack.sql(`UPDATE send_queue SET due_at = now() - interval '90 seconds' WHERE message_id = $1`, [ids[0]]);
    await stack.sql('UPDATE send_queue SET state = 3, attempt = 1, attempted_at = now() WHERE message_id = $1', [
      ids[1],
    ]);
    await stack.sql('UPDATE send_queue SET state = 2, attempt = 1, attempted_at = now() WHERE message_id = $1', [
      ids[2],
    ]);
    expect(at(await sender(), 'queue')).toMatchObject({ queued: 1, sending: 0, unconfirmed: 1, held: 1 });
    expect(Number(at(await sender(), 'queue', 'oldestWaitingSeconds'))).toBeGreaterThanOrEqual(90);
    expect(Number(at(await sender(), 'queue', 'oldestWaitingSeconds'))).toBeLessThan(120);
    await stack.sql('DELETE FROM send_queue');
  });

  it.each([
    ['of which Meta never told anything', 10, 'accepted', null, true],
    ['after the last one that Meta told of', 10, 'accepted', 15, true],
    ['of which Meta may be about to tell', 3, 'accepted', 15, false],
    ['of which Meta told', 10, 'accepted', 10, false],
    ['which Meta refused', 10, 'permanent', 15, false],
  ])('says since when Meta is silent of what it took: one %s', async (_what, sentAgo, outcome, heardAgo, isSilent) => {
    const ago = (minutes: number): Date => new Date(Date.now() - minutes * 60_000);
    const heardUntil = heardAgo === null ? null : ago(heardAgo);
    const sentAt = ago(sentAgo);
    await stack.sql(
      `INSERT INTO send_attempts (message_id, attempt, sender_id, started_at, finished_at, outcome)
       VALUES (gen_random_uuid(), 1, $1, $2, $2, $3)`,
      [SENDER, sentAt, outcome],
    );
    if (heardUntil !== null) await stack.sql('INSERT INTO sender_hearing VALUES ($1, $2)', [SENDER, heardUntil]);
    expect(await sender()).toMatchObject({
      heardUntil: heardUntil?.toISOString() ?? null,
      silentSince: isSilent ? sentAt.toISOString() : null,
    });
    await stack.sql('DELETE FROM send_attempts');
    await stack.sql('DELETE FROM sender_hearing');
  });

  it('shows a number that is no longer configured, for which nobody sends', async () => {
    await stack.sql(`INSERT INTO senders (phone_number_id, waba_id, mps) VALUES ('999', '888', 80)`);
    expect(await sender('999')).toMatchObject({ id: '999', account: '888', configured: false });
    await stack.sql(`DELETE FROM senders WHERE phone_number_id = '999'`);
  });

  it('shows a configured number before any worker has registered it', async () => {
    await stack.sql('DELETE FROM senders');
    expect(await sender()).toMatchObject({ id: SENDER, state: 'ACTIVE', configured: true });
  });
});

describe('a pause by a person', () => {
  it('keeps messages waiting until a person resumes, and is told with its reason and since when', async () => {
    const since = Date.now();
    const paused = await pause();
    expect(paused.json).toMatchObject({ state: 'PAUSED', pause: { by: 'PERSON', reason: 'Moves to another account' } });
    expect(Math.abs(Date.parse(textAt(paused.json, 'pause', 'since')) - since)).toBeLessThan(5_000);
    const id = await post();
    expect(await message(id)).toMatchObject({ status: 'PENDING', pendingReason: 'SENDER_PAUSED' });
    const resumed = await resume();
    expect(resumed.json).toMatchObject({ state: 'ACTIVE', pause: null, halfOpen: true });
    // The control: it was the pause, and nothing else, that kept it.
    await expect.poll(() => message(id), { timeout: 15_000 }).toMatchObject({ status: 'READ' });
    await expect.poll(() => sender()).toMatchObject({ halfOpen: false });
  });

  it('replaces one of the machine, so that only a person lifts it', async () => {
    await stack.sql(
      `UPDATE senders SET state = 'PAUSED', paused_by = 'ERROR', pause_reason = '190: Access token has expired'`,
    );
    expect(at(await sender(), 'pause')).toMatchObject({ by: 'ERROR', reason: '190: Access token has expired' });
    expect((await pause()).status).toBe(200);
    expect(at(await sender(), 'pause')).toMatchObject({ by: 'PERSON' });
  });

  it('is refused where a person has paused before, and its reason stays', async () => {
    await pause();
    const again = await pause(SENDER, 'Another reason');
    expect([again.status, at(again.json, 'code')]).toEqual([409, 'SENDER_ALREADY_PAUSED']);
    expect(at(await sender(), 'pause', 'reason')).toBe('Moves to another account');
  });

  it('cannot be lifted where there is none, but a wait that Meta asked for can', async () => {
    const answer = await resume();
    expect([answer.status, at(answer.json, 'code')]).toEqual([409, 'SENDER_NOT_PAUSED']);
    await stack.sql(`UPDATE senders SET wait_until = now() + interval '1 hour'`);
    expect((await resume()).json).toMatchObject({ state: 'ACTIVE', waitUntil: null });
  });

  it('is written to the log without its reason, which is free text', async () => {
    await pause(SENDER, 'Because Maria said so');
    await resume();
    const lines = stack.logged.filter((line) => line.includes('"sender.'));
    expect(lines.some((line) => line.includes('"sender.paused"') && line.includes('by a person'))).toBe(true);
    expect(lines.some((line) => line.includes('"sender.resumed"'))).toBe(true);
    expect(stack.logged.filter((line) => line.includes('Maria'))).toEqual([]);
  });
});

describe('a key that is bound to senders', () => {
  const keyFor = async (senderIds: readonly string[] | null): Promise<string> => {
    const clientName = `bound to ${String(senderIds)}`;
    const key = { clientName, keyName: 'test', scopes: ['ops' as const], senderIds, expiresAt: null };
    return (await stack.app.get(ApiKeysRepository).create(key)).text;
  };

  it('sees and stops its own only: others are not there', async () => {
    const [own, foreign] = [await keyFor([SENDER]), await keyFor(['999'])];
    expect(at((await stack.call('GET', '/senders', { key: own })).json, 'items', 0, 'id')).toBe(SENDER);
    expect((await stack.call('GET', '/senders', { key: foreign })).json).toEqual({ items: [] });
    for (const [method, path] of [
      ['GET', `/senders/${SENDER}`],
      ['POST', `/senders/${SENDER}/pause`],
      ['POST', `/senders/${SENDER}/resume`],
    ] as const) {
      const body = path.endsWith('pause') ? { body: { reason: 'x' } } : {};
      const answer = await stack.call(method, path, { key: foreign, ...body });
      expect([path, answer.status, at(answer.json, 'code')]).toEqual([path, 404, 'NOT_FOUND']);
    }
    expect(await sender()).toMatchObject({ state: 'ACTIVE' });
    expect((await stack.call('POST', `/senders/${SENDER}/pause`, { key: own, body: { reason: 'x' } })).status).toBe(
      200,
    );
  });

  it('needs the scope ops', async () => {
    const key = {
      clientName: 'writer',
      keyName: 'test',
      scopes: ['messages:write' as const],
      senderIds: null,
      expiresAt: null,
    };
    const { text } = await stack.app.get(ApiKeysRepository).create(key);
    for (const path of ['/senders', `/senders/${SENDER}`])
      expect((await stack.call('GET', path, { key: text })).status).toBe(403);
    expect((await stack.call('POST', `/senders/${SENDER}/resume`, { key: text })).status).toBe(403);
  });
});
