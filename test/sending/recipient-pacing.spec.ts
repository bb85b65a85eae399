import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MessagesRepository } from '#messages';
import { RecipientPacingRepository } from '#sending';
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
  const times = ['since', 'free_at', 'slots_from', 'refused_at'].map(earlier).join(', ');
  await database.sql(`UPDATE recipient_pacing SET ${times}`, [milliseconds]);
  await database.sql(`UPDATE send_queue SET ${earlier('due_at')}`, [milliseconds]);
}

/** Milliseconds until each of those that wait is due, the next one first. */
async function dueIn(): Promise<number[]> {
  const rows = await database.sql<{ ms: number }>(
    `SELECT extract(epoch FROM due_at - now())::float8 * 1000 AS ms FROM send_queue WHERE state = 0 ORDER BY due_at`,
  );
  return rows.map((row) => row.ms);
}

/** Claims whatever is due every `stepMs`, and says when each was, from the beginning on. */
async function sentAt(ids: readonly string[], stepMs: number): Promise<number[]> {
  const times: number[] = [];
  const startedAt = performance.now();
  for (let now = 0; times.length < ids.length && now < 600_000; now += stepMs) {
    const went = await claimed(ids);
    times.push(...went.map(() => now + performance.now() - startedAt));
    await pass(stepMs);
  }
  return times;
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
    const times = await sentAt(await toRecipient(50), 3_000);
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

  it('is refused once where many are refused together; each of them gets a slot of its own', async () => {
    const ids = await toRecipient(5);
    const slots: number[] = [];
    for (const id of ids) slots.push(await pacing.tighten(id));
    for (const [index, slot] of slots.slice(1).entries())
      expect(slot - (slots[index] ?? 0)).toBeGreaterThan(SPACING_MS);
    expect(await database.sql('SELECT refusals FROM recipient_pacing')).toEqual([{ refusals: 0 }]);
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
