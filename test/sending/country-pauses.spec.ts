import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MessagesRepository } from '#messages';
import { ClaimsRepository, CountryPausesRepository, DueMessagesRepository, type MessageFailure } from '#sending';
import { IDLE_LANES } from './idle-lanes.js';
import { LEASE_MS, OUTCOMES, SENDER, SendingDatabase, statusOf } from './sending-database.js';

/*
 * Meta may forbid a number to write to one country (130497), by its answer or by webhook. What goes there waits, the rest goes
 * on, and nothing fails.
 */
let database: SendingDatabase;
let pauses: CountryPausesRepository;

beforeAll(async () => {
  database = await SendingDatabase.start();
  pauses = new CountryPausesRepository(database.dataSource);
});

beforeEach(async () => {
  await database.empty();
  await database.sql('TRUNCATE sender_country_pauses');
});

afterAll(() => database.stop());

const LISTEN_MS = 60_000;
const CODE = '130497';
const FORBIDDEN: MessageFailure = { code: CODE, source: 'META', title: 'Restricted', details: null, advice: 'Wait.' };
const [SPAIN, BRAZIL] = ['+34612345678', '+5511987654321'];

const wamidOf = (id: string, attempt: number): string => `wamid.${id}.${attempt}`;

const to = (recipientPhone: string | undefined, count: number) => database.messages(count, { recipientPhone });
const claimed = async (...ids: readonly string[]): Promise<boolean[]> =>
  (await database.claims.claim(ids)).map((claim) => claim !== null);
/** Whatever the queue was given before, it has lost. */
const due = async (): Promise<number> => {
  await database.sql('UPDATE send_queue SET enqueued_at = NULL');
  return (await new DueMessagesRepository(database.dataSource).take(SENDER, 1_000, IDLE_LANES)).length;
};

/** A message is claimed and Meta's answer refuses it for its country. */
async function refuse(id: string): Promise<void> {
  const attempt = await database.claim(id);
  await pauses.pauseByAnswer({ messageId: id, attempt, country: 'ES', code: CODE });
  await database.settle(id, attempt, {
    kind: 'again',
    outcome: 'country_blocked',
    code: CODE,
    delayMs: 0,
    counts: false,
  });
}

/** Meta takes a message, whatever it says later; its attempt. */
async function accept(id: string): Promise<number> {
  const attempt = await database.claim(id);
  await pauses.listen({ senderId: SENDER, country: 'ES' }, LISTEN_MS);
  await database.settle(id, attempt, { ...OUTCOMES.accepted, wamid: wamidOf(id, attempt) });
  return attempt;
}

const tellSent = (id: string, attempt: number) =>
  database.report(statusOf(id, 'sent', { wamid: wamidOf(id, attempt), attemptOf: { messageId: id, attempt } }));

const gaveBack = (id: string, attempt = 1) =>
  database.report(
    statusOf(id, 'failed', {
      wamid: wamidOf(id, attempt),
      attemptOf: { messageId: id, attempt },
      failure: FORBIDDEN,
      blocks: 'country',
      occurredAt: new Date(),
    }),
  );

async function refuseLater(id: string): Promise<void> {
  await gaveBack(id, await accept(id));
}

const waitIsOver = () => database.sql('UPDATE sender_country_pauses SET wait_until = now()');

async function minutesToWait(): Promise<number | undefined> {
  const [row] = await database.sql<{ minutes: number }>(
    'SELECT round(extract(epoch FROM wait_until - now()) / 60)::integer AS minutes FROM sender_country_pauses WHERE lifted_at IS NULL',
  );
  return row?.minutes;
}

describe('a message that Meta refuses for its country', () => {
  it('waits with those that follow it, and the others go on', async () => {
    const [first = '', ...others] = await to(SPAIN, 3);
    const [abroad = ''] = await to(BRAZIL, 1);
    await refuse(first);
    expect(await database.standing(first)).toMatchObject({ state: 'QUEUED', failures: 0, progress: 0 });
    expect(await claimed(first, ...others, abroad)).toEqual([false, false, false, true]);
    expect(await pauses.list()).toMatchObject([{ senderId: SENDER, country: 'ES', code: CODE, waits: true }]);
  });

  it('would be refused again at once without the pause, and all the others with it', async () => {
    const ids = await to(SPAIN, 3);
    await refuse(ids[0] ?? '');
    await database.sql('DELETE FROM sender_country_pauses');
    expect(await claimed(...ids)).toEqual([true, true, true]);
  });

  it('waits also where it was accepted before countries were known', async () => {
    const [id = ''] = await to(SPAIN, 1);
    await database.sql('UPDATE send_queue SET country = NULL');
    await refuse(id);
    expect(await claimed(id)).toEqual([false]);
  });

  it('waits by its prefix where Meta knows its recipient by a user id only', async () => {
    const id = await database.message({ recipientPhone: null, recipientUserId: 'ES.13491208655302741918' });
    await refuse((await to(SPAIN, 1))[0] ?? '');
    expect(await claimed(id)).toEqual([false]);
  });

  it('says so: SENDER_PAUSED for whoever reads it and in the list', async () => {
    const [id = '', other = ''] = await to(SPAIN, 2);
    const [abroad = ''] = await to(BRAZIL, 1);
    await refuse(id);
    const messages = new MessagesRepository(database.dataSource, { maxMs: 1, soloWaitMs: 1 });
    for (const waiting of [id, other])
      expect(await messages.find(waiting, null)).toMatchObject({ pendingReason: 'SENDER_PAUSED', pendingUntil: null });
    expect(await messages.find(abroad, null)).toMatchObject({ pendingReason: 'QUEUED' });
    const { items } = await messages.list({ pendingReason: 'SENDER_PAUSED', limit: 10 }, null);
    expect(items.map((item) => item.id).toSorted()).toEqual([id, other].toSorted());
  });

  it('says what the claim goes by: it may be the one that is tried, and waits while another one is', async () => {
    const [id = '', other = ''] = await to(SPAIN, 2);
    await refuse(id);
    await waitIsOver();
    const messages = new MessagesRepository(database.dataSource, { maxMs: 1, soloWaitMs: 1 });
    expect(await messages.find(other, null)).toMatchObject({ pendingReason: 'QUEUED', pendingUntil: null });
    expect(await claimed(id)).toEqual([true]);
    expect(await messages.find(other, null)).toMatchObject({ pendingReason: 'SENDER_PAUSED', pendingUntil: null });
    expect(await claimed(other)).toEqual([false]);
  });

  it('is not offered to the queue until the wait is over, and then one of them is', async () => {
    const [first = ''] = await to(SPAIN, 5);
    await to(BRAZIL, 2);
    await refuse(first);
    expect(await due()).toBe(2);
    await waitIsOver();
    expect(await due()).toBe(3);
  });
});

describe('a message that Meta takes and then fails for its country', () => {
  it('comes back behind the pause instead of failing', async () => {
    const [id = '', other = ''] = await to(SPAIN, 2);
    await accept(id);
    const { news } = await gaveBack(id);
    expect(news.map(({ status, code }) => [status, code])).toEqual([['RETURNED', CODE]]);
    expect(await database.standing(id)).toMatchObject({ state: 'QUEUED', progress: 0, errorCode: null });
    expect(await claimed(id, other)).toEqual([false, false]);
  });

  it('has failed where nobody can name the country', async () => {
    const [id = ''] = await to('+80012345678', 1);
    await accept(id);
    await gaveBack(id);
    expect(await database.standing(id)).toMatchObject({ state: 'none', progress: 4, errorCode: CODE });
    expect(await pauses.list()).toEqual([]);
  });
});

describe('when the wait for a country is over', () => {
  it('one message is tried, whoever takes it', async () => {
    const ids = await to(SPAIN, 6);
    await refuse(ids[0] ?? '');
    await waitIsOver();
    const workers = await Promise.all(
      [ids, ids.toReversed()].map((each) => new ClaimsRepository(database.dataSource, LEASE_MS).claim(each)),
    );
    const won = workers.flat().flatMap((claim) => (claim === null ? [] : [claim]));
    expect(won).toMatchObject([{ countryTrial: true, halfOpen: false }]);
  });

  it.each([
    ['answer', refuse],
    ['webhook', refuseLater],
  ] as const)('each message that is refused by %s doubles it, up to six hours', async (_how, tryOne) => {
    const [id = ''] = await to(SPAIN, 1);
    await refuse(id);
    const waits = [await minutesToWait()];
    for (let trial = 0; trial < 6; trial += 1) {
      await waitIsOver();
      await tryOne(id);
      waits.push(await minutesToWait());
    }
    expect(waits).toEqual([15, 30, 60, 120, 240, 360, 360]);
  });

  it('what had been under way with the first one makes it no longer', async () => {
    const ids = await to(SPAIN, 3);
    const attempts = [];
    for (const id of ids) attempts.push([id, await database.claim(id)] as const);
    for (const [messageId, attempt] of attempts)
      await pauses.pauseByAnswer({ messageId, attempt, country: 'ES', code: CODE });
    expect(await minutesToWait()).toBe(15);
  });

  it("the others follow as soon as Meta's webhook says that it was sent, at once where the queue had them before", async () => {
    const [id = '', ...others] = await to(SPAIN, 3);
    await refuse(id);
    await waitIsOver();
    await accept(id);
    expect(await pauses.liftEnded(LISTEN_MS)).toEqual([]);
    expect(await claimed(...others)).toEqual([false, false]);
    await tellSent(id, 2);
    expect(await pauses.liftEnded(LISTEN_MS)).toEqual([{ senderId: SENDER, country: 'ES' }]);
    const enqueued = await database.sql('SELECT FROM send_queue WHERE enqueued_at IS NOT NULL');
    expect(enqueued).toEqual([]);
    expect(await claimed(...others)).toEqual([true, true]);
  });

  it('another is tried where the one fails for a reason of its own', async () => {
    const [id = '', ...others] = await to(SPAIN, 3);
    await refuse(id);
    await waitIsOver();
    const attempt = await accept(id);
    const undeliverable: MessageFailure = { ...FORBIDDEN, code: '131026' };
    await database.report(
      statusOf(id, 'failed', {
        wamid: wamidOf(id, attempt),
        attemptOf: { messageId: id, attempt },
        failure: undeliverable,
        occurredAt: new Date(),
      }),
    );
    expect(await pauses.liftEnded(LISTEN_MS)).toEqual([]);
    expect((await claimed(...others)).filter(Boolean)).toHaveLength(1);
  });

  it('the others follow after a minute where no webhook comes', async () => {
    const [id = ''] = await to(SPAIN, 1);
    await refuse(id);
    await waitIsOver();
    await accept(id);
    await database.sql(`UPDATE sender_country_pauses SET accepted_at = accepted_at - interval '61 seconds'`);
    expect(await pauses.liftEnded(LISTEN_MS)).toHaveLength(1);
  });

  it('what was sent before it was lifted and fails late begins no other pause; what is sent since does', async () => {
    const [id = '', late = '', next = ''] = await to(SPAIN, 3);
    const straggler = await database.claim(late);
    await refuse(id);
    await waitIsOver();
    await accept(id);
    await tellSent(id, 2);
    await pauses.liftEnded(LISTEN_MS);
    await pauses.pauseByAnswer({ messageId: late, attempt: straggler, country: 'ES', code: CODE });
    expect(await pauses.list()).toEqual([]);
    await refuse(next);
    expect(await minutesToWait()).toBe(15);
  });

  it('the pause ends where nothing is left to try: the one that was tried failed for a reason of its own', async () => {
    const [id = ''] = await to(SPAIN, 1);
    await refuse(id);
    await waitIsOver();
    await database.settle(id, await database.claim(id), OUTCOMES.failed);
    expect(await pauses.liftEnded(LISTEN_MS)).toEqual([]);
    await waitIsOver();
    expect(await pauses.liftEnded(LISTEN_MS)).toEqual([{ senderId: SENDER, country: 'ES' }]);
  });

  it('the pause does not end before, nor while a message waits that could be tried', async () => {
    const [id = '', other = ''] = await to(SPAIN, 2);
    await refuse(id);
    await database.cancellations.cancel(id);
    await waitIsOver();
    expect(await pauses.liftEnded(LISTEN_MS)).toEqual([]);
    await database.cancellations.cancel(other);
    await database.sql(`UPDATE sender_country_pauses SET wait_until = now() + interval '1 minute'`);
    expect(await pauses.liftEnded(LISTEN_MS)).toEqual([]);
  });

  it('a person ends it where nothing waits any more', async () => {
    const [id = ''] = await to(SPAIN, 1);
    await refuse(id);
    await database.cancellations.cancel(id);
    expect(await pauses.tryNow({ senderId: SENDER, country: 'ES' })).toBe(true);
    await pauses.liftEnded(LISTEN_MS);
    expect(await pauses.list()).toEqual([]);
    expect(await pauses.tryNow({ senderId: SENDER, country: 'ES' })).toBe(false);
  });

  it('a person need not wait for it', async () => {
    const ids = await to(SPAIN, 2);
    await refuse(ids[0] ?? '');
    expect(await pauses.tryNow({ senderId: SENDER, country: 'FR' })).toBe(false);
    expect(await pauses.tryNow({ senderId: SENDER, country: 'ES' })).toBe(true);
    expect((await claimed(...ids)).filter(Boolean)).toHaveLength(1);
  });

  it('is told to one of several workers, once', async () => {
    await refuse((await to(SPAIN, 1))[0] ?? '');
    const told = await Promise.all([pauses.toTell(), pauses.toTell()]);
    expect(told.flat()).toEqual([{ senderId: SENDER, country: 'ES', code: CODE }]);
    expect(await pauses.toTell()).toEqual([]);
  });
});
