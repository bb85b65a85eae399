import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MessagesRepository } from '#messages';
import { ExpiryRepository, RecipientPacingRepository } from '#sending';
import { PairRate } from '../../apps/sandbox/src/behaviour/pair-rate.js';
import { OUTCOMES, SENDER, SendingDatabase, WABA } from './sending-database.js';

const RECIPIENT = '+34611111111';
const BURST = 45;
const SPACING_MS = 6_000;

let database: SendingDatabase;
let pacing: RecipientPacingRepository;
let messages: MessagesRepository;

beforeAll(async () => {
  database = await SendingDatabase.start();
  pacing = new RecipientPacingRepository(database.dataSource);
  messages = new MessagesRepository(database.dataSource, { maxMs: 21_600_000, soloWaitMs: 900_000 });
});
beforeEach(() => database.empty());
afterAll(() => database.stop());

const toRecipient = (count: number): Promise<string[]> => database.messages(count, { recipientPhone: RECIPIENT });

async function claimed(ids: readonly string[]): Promise<string[]> {
  return (await database.claims.claim(ids)).flatMap((claim) => (claim === null ? [] : [claim.messageId]));
}

/** Everything that is timed has happened that much earlier. */
async function pass(milliseconds: number): Promise<void> {
  const earlier = (column: string): string => `${column} = ${column} - make_interval(secs => $1::float8 / 1000)`;
  const times = ['since', 'free_at', 'refused_at'].map(earlier).join(', ');
  await database.sql(`UPDATE recipient_pacing SET ${times}`, [milliseconds]);
  await database.sql(`UPDATE send_queue SET ${earlier('due_at')}, ${earlier('attempted_at')}`, [milliseconds]);
}

/** Milliseconds until each of those that wait is due, the next one first. */
async function dueIn(): Promise<number[]> {
  const rows = await database.sql<{ ms: number }>(
    `SELECT extract(epoch FROM due_at - now())::float8 * 1000 AS ms FROM send_queue WHERE state = 0 ORDER BY due_at`,
  );
  return rows.map((row) => row.ms);
}

interface Sent {
  readonly id: string;
  readonly at: number;
}

/** Claims whatever is due every `stepMs`, until so many went, and says which went when. */
async function sent(ids: readonly string[], stepMs: number, count = ids.length): Promise<Sent[]> {
  const all: Sent[] = [];
  const startedAt = performance.now();
  for (let now = 0; all.length < count && now < 900_000; now += stepMs) {
    const went = await claimed(ids);
    all.push(...went.map((id) => ({ id, at: now + performance.now() - startedAt })));
    await pass(stepMs);
  }
  return all;
}

async function sentAt(ids: readonly string[], stepMs: number): Promise<number[]> {
  return (await sent(ids, stepMs)).map(({ at }) => at);
}

/** What Meta would refuse of messages to one recipient at these times. */
function refusedByMeta(times: readonly number[]): number {
  const meta = new PairRate();
  return times.filter((time) => !meta.admit(RECIPIENT, time)).length;
}

describe('messages to one recipient', () => {
  it(`go at once up to ${BURST}; the others wait until these are paid back, then each for itself`, async () => {
    const ids = await toRecipient(50);
    expect(await claimed(ids)).toHaveLength(BURST);
    const waits = await dueIn();
    expect(waits).toHaveLength(5);
    expect(Math.round((waits[0] ?? 0) / 1_000)).toBe(BURST * 6);
    for (const [index, wait] of waits.slice(1).entries())
      expect(wait - (waits[index] ?? 0)).toBeGreaterThan(SPACING_MS);
  });

  it('are none too many for Meta, and after the burst no two of them are closer than six seconds', async () => {
    const times = await sentAt(await toRecipient(50), 500);
    expect(times).toHaveLength(50);
    expect(refusedByMeta(times)).toBe(0);
    const spaced = times.slice(BURST - 1);
    for (const [index, time] of spaced.slice(1).entries())
      expect(time - (spaced[index] ?? 0)).toBeGreaterThanOrEqual(SPACING_MS);
  });

  it('would be refused by Meta if the claim did not ask when the last ones went', async () => {
    await database.sql(`CREATE FUNCTION forget() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'`);
    await database.sql(
      'CREATE TRIGGER forget BEFORE INSERT ON recipient_pacing FOR EACH ROW EXECUTE FUNCTION forget()',
    );
    const times = await sentAt(await toRecipient(50), 3_000);
    await database.sql('DROP FUNCTION forget CASCADE');
    expect(times).toHaveLength(50);
    expect(refusedByMeta(times)).toBe(50 - BURST);
  });

  it('keep the pace when they come one after the other, and when they go to other workers', async () => {
    const ids = await toRecipient(60);
    const went = await Promise.all(ids.map((id) => claimed([id])));
    expect(went.flat()).toHaveLength(BURST);
    await pacing.closeGaps();
    const waits = await dueIn();
    expect(new Set(waits.map(Math.round)).size).toBe(15);
  });

  it('tell that they are QUEUED, and until when', async () => {
    const ids = await toRecipient(BURST + 1);
    await database.claims.claim(ids);
    const [waiting] = await database.sql<{ id: string; due: Date }>(
      'SELECT message_id AS id, due_at AS due FROM send_queue WHERE state = 0',
    );
    const view = await messages.find(waiting?.id ?? '', null);
    expect(view).toMatchObject({ pendingReason: 'QUEUED', attempts: 0, scheduledAt: null });
    expect(view?.pendingUntil).toBe(waiting?.due.toISOString());
    await pass(BURST * SPACING_MS + 1_000);
    expect(await messages.find(waiting?.id ?? '', null)).toMatchObject({ pendingReason: 'QUEUED', pendingUntil: null });
    expect(await claimed(ids)).toEqual([waiting?.id]);
  });

  it('cost an attempt only when they are sent', async () => {
    const ids = await toRecipient(BURST + 1);
    await database.claims.claim(ids);
    expect(await database.sql('SELECT attempt, failures FROM send_queue WHERE state = 0')).toEqual([
      { attempt: 0, failures: 0 },
    ]);
    expect(await database.sql('SELECT count(*)::integer AS count FROM send_attempts')).toEqual([{ count: BURST }]);
  });

  it('do not hold up those to others, to whom the same is done by themselves', async () => {
    await claimed(await toRecipient(60));
    const others = await database.messages(200);
    expect(await claimed([...others, ...(await toRecipient(5))])).toHaveLength(200);
  });

  it('of another number of ours have a pace of their own', async () => {
    await database.sql(`INSERT INTO senders (phone_number_id, waba_id, mps) VALUES ('1002', $1, 80)`, [WABA]);
    await claimed(await toRecipient(50));
    expect(await claimed(await database.messages(3, { senderId: '1002', recipientPhone: RECIPIENT }))).toHaveLength(3);
  });

  it('that are urgent go before the others of the same moment', async () => {
    const ids = await toRecipient(50);
    const urgent = await database.messages(3, { recipientPhone: RECIPIENT, priority: 'high' });
    expect(await claimed([...ids, ...urgent])).toEqual(expect.arrayContaining(urgent));
  });

  it('that are urgent have the next place, however many wait before them, and whoever asks first', async () => {
    const ids = await database.messages(500, { recipientPhone: RECIPIENT, priority: 'bulk' });
    await claimed(ids);
    const [urgent = ''] = await database.messages(1, { recipientPhone: RECIPIENT, priority: 'high' });
    expect(await claimed([urgent])).toEqual([]);
    const [due] = await database.sql<{ ms: number }>(
      'SELECT extract(epoch FROM due_at - now())::float8 * 1000 AS ms FROM send_queue WHERE message_id = $1',
      [urgent],
    );
    expect(due?.ms).toBeLessThan(BURST * SPACING_MS + 1_000);
    await pass(BURST * SPACING_MS + 1_000);
    // What was to go then is there first, and is told when it is its turn now.
    expect(await claimed(ids)).toEqual([]);
    expect(await claimed([urgent])).toEqual([urgent]);
    await pass(7_000);
    expect(await claimed(ids)).toHaveLength(1);
  });

  it('each ask as often as somebody goes before them, and wait for nobody twice', async () => {
    const ids = await toRecipient(BURST + 10);
    await claimed(ids);
    const urgent = await database.messages(3, { recipientPhone: RECIPIENT, priority: 'high' });
    await claimed(urgent);
    await pass((BURST - 2) * SPACING_MS);
    const went = await sent([...ids, ...urgent], 500, 13);
    expect(went.slice(0, 3).map(({ id }) => id)).toEqual(urgent);
    const times = went.map(({ at }) => at);
    expect(times).toHaveLength(13);
    for (const [index, time] of times.slice(1).entries()) {
      expect(time - (times[index] ?? 0)).toBeGreaterThanOrEqual(SPACING_MS);
      expect(time - (times[index] ?? 0)).toBeLessThan(SPACING_MS + 2_000);
    }
  });

  it('leave their place to the others when they are cancelled, and these say so', async () => {
    const ids = await toRecipient(BURST + 100);
    const went = new Set(await claimed(ids));
    const waiting = ids.filter((id) => !went.has(id));
    const kept = waiting.slice(-3);
    for (const id of waiting.slice(0, -3)) await database.cancellations.cancel(id);
    await pacing.closeGaps();
    const waits = await dueIn();
    expect(waits.map((ms) => Math.max(0, Math.round((ms - BURST * SPACING_MS) / SPACING_MS)))).toEqual([0, 1, 2]);
    expect(await database.sql('SELECT message_id AS id FROM send_queue WHERE state = 0 ORDER BY due_at')).toEqual(
      kept.map((id) => ({ id })),
    );
  });

  it('leave it when they expire', async () => {
    const ids = await toRecipient(BURST + 10);
    const went = new Set(await claimed(ids));
    const waiting = ids.filter((id) => !went.has(id));
    await database.sql('UPDATE send_queue SET expires_at = now() WHERE message_id = ANY($1::uuid[])', [
      waiting.slice(0, 9),
    ]);
    await new ExpiryRepository(database.dataSource, 0).expireMessages();
    await pacing.closeGaps();
    const [wait = Infinity, ...others] = await dueIn();
    expect(others).toEqual([]);
    expect(wait).toBeLessThan(BURST * SPACING_MS + 1_000);
  });

  it('make nobody wait for one that is stopped by something else', async () => {
    const ids = await toRecipient(BURST);
    await claimed(ids);
    const [stopped = '', next = ''] = await toRecipient(2);
    expect(await claimed([stopped, next])).toEqual([]);
    await pass(BURST * SPACING_MS + 1_000);
    expect(await claimed([next])).toEqual([]);
    await pass(7_000);
    await pacing.closeGaps();
    expect(await claimed([next])).toEqual([next]);
  });

  it('keep the pace also after nothing could be sent for half an hour, those that come then included', async () => {
    const ids = await toRecipient(100);
    const first = (await claimed(ids)).map(() => 0);
    await pass(30 * 60_000);
    const after = await sentAt([...ids, ...(await toRecipient(10))], 3_000);
    expect(after.filter((at) => at < 60_000)).toHaveLength(BURST);
    expect(refusedByMeta([...first, ...after.map((at) => at + 30 * 60_000)])).toBe(0);
  });

  it('would be refused by Meta then if they did not ask again', async () => {
    const ids = await toRecipient(100);
    await claimed(ids);
    await pass(30 * 60_000);
    await database.sql('UPDATE send_queue SET recipient = NULL, attempted_at = now() WHERE state = 0');
    const after = await claimed([...ids, ...(await toRecipient(10))]);
    expect(refusedByMeta(after.map(() => 0))).toBeGreaterThan(0);
  });

  it('that were tried before a pause ask after it, like the others', async () => {
    const ids = await toRecipient(BURST);
    await claimed(ids);
    for (const id of ids) await database.settle(id, 1, { ...OUTCOMES.again, counts: false });
    await pass(30 * 60_000);
    expect(await claimed([...ids, ...(await toRecipient(BURST))])).toHaveLength(BURST);
  });

  it('go at once when they are tried again: they were counted before', async () => {
    const ids = await toRecipient(BURST);
    await claimed(ids);
    const [first = ''] = ids;
    await database.settle(first, 1, { ...OUTCOMES.again, counts: false });
    expect(await claimed([first])).toEqual([first]);
  });

  it('that wait are cancelled as any other', async () => {
    const ids = await toRecipient(BURST + 1);
    const went = new Set(await claimed(ids));
    const waiting = ids.find((id) => !went.has(id)) ?? '';
    await database.cancellations.cancel(waiting);
    expect(await database.standing(waiting)).toMatchObject({ state: 'none', progress: 1 });
  });

  it('may come in a burst again once everything is paid back', async () => {
    await claimed(await toRecipient(10));
    await pass(59_000);
    expect(await claimed(await toRecipient(1))).toEqual([]);
    await pass(12_000);
    expect(await claimed(await toRecipient(BURST))).toHaveLength(BURST);
  });
});

describe('a recipient for whom Meta finds us too fast', () => {
  it('is left alone for 1, 4, 16, 64 seconds, at most for five minutes', async () => {
    const [id = ''] = await toRecipient(1);
    const waits: number[] = [];
    for (let refusal = 0; refusal < 7; refusal += 1) {
      waits.push(Math.round((await pacing.tighten(id)) / 1_000));
      await pass(400_000);
      await database.sql(`UPDATE recipient_pacing SET refused_at = now() - interval '2 seconds'`);
    }
    expect(waits).toEqual([1, 4, 16, 64, 256, 300, 300]);
  });

  it('is refused once where many are refused together; each of them gets a turn of its own', async () => {
    const ids = await toRecipient(5);
    const slots: number[] = [];
    for (const id of ids) slots.push(await pacing.tighten(id));
    for (const [index, slot] of slots.slice(1).entries())
      expect(slot - (slots[index] ?? 0)).toBeGreaterThan(SPACING_MS);
    expect(await database.sql('SELECT refusals FROM recipient_pacing')).toEqual([{ refusals: 0 }]);
  });

  it('gets one message at a time for a quarter of an hour', async () => {
    const ids = await toRecipient(5);
    await pacing.tighten(ids[0] ?? '');
    expect(await claimed(ids)).toEqual([]);
    await pass(1_000);
    expect(await claimed(ids)).toHaveLength(1);
    expect((await dueIn()).every((ms) => ms > SPACING_MS - 1_000)).toBe(true);
  });

  it('gets nothing else meanwhile', async () => {
    const [refused = '', ...others] = await toRecipient(4);
    await pacing.tighten(refused);
    expect(await claimed(others)).toEqual([]);
    expect(await claimed(await database.messages(1))).toHaveLength(1);
  });
});

describe('what is remembered of a recipient', () => {
  it('is a number that tells nobody who it is', async () => {
    await claimed(await toRecipient(1));
    const rows = await database.sql('SELECT * FROM recipient_pacing');
    expect(JSON.stringify(rows)).not.toContain(RECIPIENT.slice(1));
    expect(rows).toMatchObject([{ sender_id: SENDER, sent: 1 }]);
  });

  it('is forgotten once it is paid back, and a refusal after a quarter of an hour', async () => {
    const count = async (): Promise<unknown> =>
      (await database.sql<{ count: number }>('SELECT count(*)::integer AS count FROM recipient_pacing'))[0]?.count;
    const [id = ''] = await toRecipient(1);
    await claimed([id]);
    await pacing.forgetOld();
    expect(await count()).toBe(1);
    await pacing.tighten(id);
    await pass(60_000);
    await pacing.forgetOld();
    expect(await count()).toBe(1);
    await pass(15 * 60_000);
    await pacing.forgetOld();
    expect(await count()).toBe(0);
  });
});
