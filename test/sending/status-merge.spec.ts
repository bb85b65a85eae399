import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { MetaStatus } from '#messages';
import { DuplicateSendsRepository, ParkedStatusesRepository, type StatusReport } from '#sending';
import { seededRandom } from '../../apps/sandbox/src/behaviour/seeded-random.js';
import { FAILURE, newMessage, OUTCOMES, SENDER, SendingDatabase, statusOf, WABA } from './sending-database.js';

let database: SendingDatabase;

beforeAll(async () => {
  database = await SendingDatabase.start();
});

beforeEach(() => database.empty());

afterAll(() => database.stop());

interface Shown {
  readonly status: string;
  readonly sent: boolean;
  readonly deliveredAt: Date | null;
  readonly readAt: Date | null;
  readonly failedAt: Date | null;
  readonly errorCode: string | null;
  readonly pricing: unknown;
}

async function shown(id: string): Promise<Shown | undefined> {
  const [row] = await database.sql<Shown>(
    `SELECT status, sent_at IS NOT NULL AS sent, delivered_at AS "deliveredAt", read_at AS "readAt",
       failed_at AS "failedAt", error_code AS "errorCode", pricing FROM whatsapp_messages WHERE id = $1`,
    [id],
  );
  return row;
}

const at = (second: number): Date => new Date(Date.UTC(2030, 0, 1, 8, 0, second));

/** A message that was sent by attempt 1, whose answer is known. */
async function sentMessage(): Promise<string> {
  const id = await database.message();
  await database.settle(id, await database.claim(id), { ...OUTCOMES.accepted, wamid: `wamid.${id}` });
  return id;
}

describe('the status of a message', () => {
  it('is SENT with no time of anything else, when that is all Meta says', async () => {
    const id = await sentMessage();
    await database.report(statusOf(id, 'sent', { occurredAt: at(1) }));
    expect(await shown(id)).toEqual({
      status: 'SENT',
      sent: true,
      deliveredAt: null,
      readAt: null,
      failedAt: null,
      errorCode: null,
      pricing: null,
    });
  });

  it('goes from SENT to DELIVERED to READ, each with the time that Meta gives', async () => {
    const id = await sentMessage();
    await database.report(statusOf(id, 'delivered', { occurredAt: at(2) }));
    expect(await shown(id)).toMatchObject({ status: 'DELIVERED', deliveredAt: at(2), readAt: null, failedAt: null });
    await database.report(statusOf(id, 'read', { occurredAt: at(3) }));
    expect(await shown(id)).toMatchObject({ status: 'READ', deliveredAt: at(2), readAt: at(3), failedAt: null });
  });

  it('does not go back when an earlier word comes late', async () => {
    const id = await sentMessage();
    await database.report(statusOf(id, 'read', { occurredAt: at(3) }));
    await database.report(statusOf(id, 'delivered', { occurredAt: at(2) }));
    await database.report(statusOf(id, 'sent', { occurredAt: at(1) }));
    expect(await shown(id)).toMatchObject({ status: 'READ', deliveredAt: at(2), readAt: at(3) });
  });

  it('is delivered where Meta only says that it was read', async () => {
    const id = await sentMessage();
    await database.report(statusOf(id, 'read', { occurredAt: at(3) }));
    expect(await shown(id)).toMatchObject({ status: 'READ', deliveredAt: at(3), readAt: at(3) });
  });

  it('is FAILED with the reason when Meta says so after it took the message', async () => {
    const id = await sentMessage();
    await database.report(statusOf(id, 'failed', { occurredAt: at(2) }));
    expect(await shown(id)).toMatchObject({
      status: 'FAILED',
      failedAt: at(2),
      errorCode: FAILURE.code,
      deliveredAt: null,
      readAt: null,
    });
  });

  it.each([
    ['delivered after failed', ['failed', 'delivered']],
    ['failed after delivered', ['delivered', 'failed']],
  ] as const)(
    'is DELIVERED for %s: a receipt is the stronger evidence; the failure stays in the timeline',
    async (_what, order) => {
      const id = await sentMessage();
      for (const [index, status] of order.entries()) {
        await database.report(statusOf(id, status, { occurredAt: at(index) }));
      }
      expect(await shown(id)).toMatchObject({ status: 'DELIVERED', failedAt: null, errorCode: null });
      expect(await database.sql(`SELECT type FROM message_events WHERE type = 'failed'`)).toHaveLength(1);
      expect(await database.sql('SELECT code FROM message_failures')).toHaveLength(1);
    },
  );

  it('outranks what we concluded ourselves: an expired message that Meta delivers is delivered, without an error', async () => {
    const id = await database.messageIn('none', 1);
    expect(await shown(id)).toMatchObject({ status: 'FAILED', errorCode: 'UNCONFIRMED' });
    await database.report(statusOf(id, 'delivered', { occurredAt: at(2) }));
    expect(await shown(id)).toMatchObject({ status: 'DELIVERED', errorCode: null, failedAt: null });
  });

  it("is never earlier than the message, though Meta's whole seconds are", async () => {
    const id = await sentMessage();
    await database.report(statusOf(id, 'read', { occurredAt: new Date('2020-01-01T00:00:00Z') }));
    const [row] = await database.sql(
      'SELECT delivered_at >= created_at AND read_at >= created_at AS ordered FROM whatsapp_messages',
    );
    expect(row).toEqual({ ordered: true });
  });

  it.each(['delivered', 'read', 'failed'] as const)(
    'is taken from a `%s` without a time, dated by its receipt until Meta gives one, and never again',
    async (word) => {
      const id = await sentMessage();
      const [undated, again, dated] = [5, 4, 2].map((second) =>
        statusOf(id, word, { occurredAt: at(second), timeOfReceipt: second !== 2 }),
      );
      if (undated === undefined || again === undefined || dated === undefined) throw new Error('three reports');
      const time = async () => {
        const told = await shown(id);
        return { delivered: told?.deliveredAt, read: told?.readAt, failed: told?.failedAt }[word];
      };
      await database.report(undated);
      expect(await time()).toEqual(at(5));
      const { results } = await database.report(again);
      expect(results).toEqual(['unchanged']);
      expect(await time()).toEqual(at(5));
      await database.report(dated);
      expect(await time()).toEqual(at(2));
      await database.report(undated, again);
      expect(await time()).toEqual(at(2));
    },
  );

  it.each([
    ['delivered', 'read'],
    ['failed', 'failed'],
  ] as const)(
    'has the same times whether `%s` came without a time before or after a dated `%s`',
    async (word, other) => {
      const second = { failure: { ...FAILURE, code: '131000', title: 'Other' } };
      const ends: unknown[] = [];
      for (const undatedFirst of [true, false]) {
        await database.empty();
        const id = await sentMessage();
        const undated = statusOf(id, word, { occurredAt: at(5), timeOfReceipt: true });
        const dated = statusOf(id, other, { occurredAt: at(10), ...(other === 'failed' && second) });
        for (const report of undatedFirst ? [undated, dated] : [dated, undated]) await database.report(report);
        ends.push(await shown(id));
      }
      expect(ends[0]).toEqual(ends[1]);
      expect(ends[0]).toMatchObject(
        word === 'failed' ? { failedAt: at(10), errorCode: '131000' } : { deliveredAt: at(10), readAt: at(10) },
      );
    },
  );

  it('has in its timeline the time that Meta gives, though it was told without one before', async () => {
    const id = await sentMessage();
    const lines = () =>
      database.sql(
        `SELECT e.occurred_at AS at, e.data ->> 'timeOfReceipt' AS guess, f.failed_at AS failed
         FROM message_events e JOIN message_failures f USING (message_id) WHERE e.type = 'failed'`,
      );
    await database.report(statusOf(id, 'failed', { occurredAt: at(5), timeOfReceipt: true }));
    expect(await lines()).toEqual([{ at: at(5), guess: 'true', failed: at(5) }]);
    await database.report(statusOf(id, 'failed', { occurredAt: at(2) }));
    await database.report(statusOf(id, 'failed', { occurredAt: at(1), timeOfReceipt: true }));
    expect(await lines()).toEqual([{ at: at(2), guess: null, failed: at(2) }]);
  });

  it('ignores what another sender says of it', async () => {
    const id = await sentMessage();
    const foreign = { senderId: '999999999999' };
    const { results } = await database.report(
      statusOf(id, 'read', foreign),
      statusOf(id, 'read', { ...foreign, attemptOf: null }),
      statusOf(id, 'failed', { ...foreign, wamid: 'wamid.forged' }),
    );
    expect(results).toEqual(['foreign', 'foreign', 'foreign']);
    expect(await shown(id)).toMatchObject({ status: 'SENT' });
    expect(await database.standing(id)).toMatchObject({ wamids: 1 });
    expect(await database.sql('SELECT FROM parked_statuses')).toEqual([]);
  });

  it('is told of the message whose wamid it is, whatever message its callback data names', async () => {
    const [id, other] = [await sentMessage(), await database.message()];
    const { results } = await database.report(
      statusOf(id, 'delivered', { attemptOf: { messageId: other, attempt: 999_999_999 } }),
    );
    expect(results).toEqual(['applied']);
    expect(await database.standing(id)).toMatchObject({ state: 'none', progress: 5, attempts: 1, wamids: 1 });
    expect(await database.standing(other)).toMatchObject({ state: 'QUEUED', progress: 0, attempts: 0, wamids: 0 });
  });

  it("is told by its callback data where another sender's webhook has named its wamid before", async () => {
    await database.sql(`INSERT INTO senders (phone_number_id, waba_id, mps) VALUES ('999999999999', $1, 80)`, [WABA]);
    const [id, theirs] = [await database.message(), await database.message({ senderId: '999999999999' })];
    await database.claim(id);
    const squatting = { senderId: '999999999999', attemptOf: { messageId: theirs, attempt: 1 } };
    await database.report(statusOf(id, 'sent', squatting));
    const { results } = await database.report(statusOf(id, 'delivered'));
    expect(results).toEqual(['applied']);
    expect(await shown(id)).toMatchObject({ status: 'DELIVERED' });
    expect(await shown(theirs)).toMatchObject({ status: 'SENT' });
  });

  it('takes the word of callback data for an attempt that a restored database forgot, but for no absurd number', async () => {
    const [restored, absurd] = [
      await database.messageIn('UNCONFIRMED', 1_002),
      await database.messageIn('UNCONFIRMED', 1),
    ];
    await database.report(
      statusOf(restored, 'delivered', { attemptOf: { messageId: restored, attempt: 1_700 } }),
      statusOf(absurd, 'delivered', { attemptOf: { messageId: absurd, attempt: 999_999_999 } }),
    );
    expect(await database.standing(restored)).toMatchObject({ state: 'none', progress: 5, attempts: 1_700, wamids: 1 });
    expect(await database.standing(absurd)).toMatchObject({ state: 'none', progress: 5, attempts: 0, wamids: 1 });
    await database.report(statusOf(absurd, 'read'));
    expect(await database.standing(absurd)).toMatchObject({ progress: 6, attempts: 1, wamids: 1 });
  });

  it('is news only as far as the message got on', async () => {
    const id = await sentMessage();
    const told = async (...reports: readonly StatusReport[]) =>
      (await database.report(...reports)).news.map(({ status, code }) =>
        code === null ? status : `${status} ${code}`,
      );
    const other = { ...FAILURE, code: '131049' };
    expect(await told(statusOf(id, 'failed', { occurredAt: at(1) }))).toEqual(['FAILED 131026']);
    expect(await told(statusOf(id, 'failed', { failure: other, occurredAt: at(2) }))).toEqual([]);
    expect(await told(statusOf(id, 'read', { occurredAt: at(3) }))).toEqual(['DELIVERED', 'READ']);
    expect(await told(statusOf(id, 'delivered', { occurredAt: at(3) }))).toEqual([]);
    expect(await told(statusOf(id, 'failed', { failure: { ...FAILURE, code: '131053' } }))).toEqual([]);
    const next = await sentMessage();
    const codes = [statusOf(next, 'failed', { failure: other }), statusOf(next, 'failed', { occurredAt: at(0) })];
    expect(await told(...codes)).toHaveLength(1);
    expect(await told(statusOf(next, 'delivered'), statusOf(next, 'failed'))).toEqual(['DELIVERED']);
  });

  it('says of each report what became of it, and news only of what is news', async () => {
    const id = await sentMessage();
    const first = await database.report(statusOf(id, 'delivered'), statusOf(id, 'read'));
    expect(first.results).toEqual(['applied', 'applied']);
    expect(first.news.map((entry) => entry.status).toSorted()).toEqual(['DELIVERED', 'READ']);
    const again = await database.report(statusOf(id, 'read'));
    expect(again).toEqual({ results: ['unchanged'], news: [] });
  });

  it('counts a second wamid of a message, the recipient has it twice: told once, and by another where somebody dies', async () => {
    const id = await sentMessage();
    const { news } = await database.report(
      statusOf(id, 'delivered', { wamid: 'wamid.second', attemptOf: { messageId: id, attempt: 2 } }),
    );
    expect(news.map((entry) => entry.status)).toEqual(['SENT_TWICE', 'DELIVERED']);
    const told: string[] = [];
    const duplicates = new DuplicateSendsRepository(database.dataSource);
    const dies = duplicates.tellNew(() => {
      throw new Error('killed before it could tell');
    });
    await expect(dies).rejects.toThrow('killed');
    await duplicates.tellNew(({ messageId }) => told.push(messageId));
    await duplicates.tellNew(({ messageId }) => told.push(messageId));
    expect(told).toEqual([id]);
    expect(await database.standing(id)).toMatchObject({ wamids: 2, progress: 5, attempts: 2 });
    const [row] = await database.sql('SELECT whatsapp_message_id AS wamid FROM whatsapp_messages');
    expect(row).toEqual({ wamid: `wamid.${id}` });
  });
});

describe('a status whose wamid nobody knows', () => {
  it('waits until the answer of that call is stored, and is applied with it', async () => {
    const id = await database.message();
    const attempt = await database.claim(id);
    const unknown = { wamid: 'wamid.early', attemptOf: null };
    const { results } = await database.report(
      statusOf(id, 'delivered', { ...unknown, occurredAt: at(2), pricing: { category: 'utility' } }),
      statusOf(id, 'failed', { ...unknown, occurredAt: at(1) }),
    );
    expect(results).toEqual(['parked', 'parked']);
    expect(await shown(id)).toMatchObject({ status: 'PENDING' });
    await database.settle(id, attempt, { ...OUTCOMES.accepted, wamid: 'wamid.early' });
    expect(await shown(id)).toMatchObject({
      status: 'DELIVERED',
      deliveredAt: at(2),
      pricing: { category: 'utility' },
    });
    expect(await database.sql('SELECT FROM parked_statuses')).toEqual([]);
  });

  it('is matched by the sweep when both were stored at the same moment and neither saw the other', async () => {
    const id = await database.message();
    const attempt = await database.claim(id);
    const merging = database.dataSource.createQueryRunner();
    await merging.startTransaction();
    await database.merge.merge(merging.manager, [statusOf(id, 'read', { wamid: 'wamid.race', attemptOf: null })]);
    await database.settle(id, attempt, { ...OUTCOMES.accepted, wamid: 'wamid.race' });
    await merging.commitTransaction();
    await merging.release();
    expect(await shown(id)).toMatchObject({ status: 'SENT' });
    const matched = await database.parked.match();
    expect(matched?.results).toEqual(['applied']);
    expect(await shown(id)).toMatchObject({ status: 'READ' });
    expect(await database.parked.match()).toBeNull();
  });

  it('is looked for once more however long it has waited, and then no longer', async () => {
    const ids = await database.messages(2);
    const lateBy = (minutes: number) => new Date(Date.now() - minutes * 60_000);
    for (const id of ids) await database.report(statusOf(id, 'read', { attemptOf: null, receivedAt: lateBy(120) }));
    const known = (id: string | undefined) =>
      database.sql(
        `INSERT INTO wamids (wamid, message_id, attempt, via) VALUES ('wamid.' || $1, $1::uuid, 1, 'ANSWER')`,
        [id],
      );
    await known(ids[0]);
    const parked = new ParkedStatusesRepository(database.dataSource, database.merge);
    expect((await parked.match())?.results).toEqual(['applied']);
    // Known now without having looked itself, which nobody does: whoever parks a thousand a second is not read each second.
    await known(ids[1]);
    expect(await parked.match()).toBeNull();
  });

  it('is applied with the webhook that makes its wamid known', async () => {
    const id = await database.messageIn('UNCONFIRMED', 1);
    await database.report(statusOf(id, 'read', { attemptOf: null, receivedAt: new Date(Date.now() - 3_600_000) }));
    const { news } = await database.report(statusOf(id, 'sent'));
    expect(news.map(({ status }) => status)).toEqual(['SENT', 'DELIVERED', 'READ']);
    expect(await shown(id)).toMatchObject({ status: 'READ' });
    expect(await database.sql('SELECT FROM parked_statuses')).toEqual([]);
  });

  it("is not kept from waiting by another sender's webhook that names the same wamid", async () => {
    const id = await database.message();
    const attempt = await database.claim(id);
    const early = { wamid: 'wamid.early', attemptOf: null };
    await database.report(statusOf(id, 'delivered', { ...early, senderId: '999999999999', occurredAt: at(1) }));
    await database.report(statusOf(id, 'delivered', { ...early, occurredAt: at(2) }));
    await database.settle(id, attempt, { ...OUTCOMES.accepted, wamid: 'wamid.early' });
    expect(await shown(id)).toMatchObject({ status: 'DELIVERED', deliveredAt: at(2) });
    expect(await database.sql('SELECT FROM parked_statuses')).toEqual([]);
    expect(await database.parked.match()).toBeNull();
  });

  it('stays parked while nobody knows it', async () => {
    await database.report(statusOf(newMessage().id, 'sent'));
    expect(await database.parked.match()).toBeNull();
    expect(await database.sql('SELECT sender_id AS sender FROM parked_statuses')).toEqual([{ sender: SENDER }]);
  });
});

describe('many statuses in any order', () => {
  const MESSAGES = 200;
  const ORDERS = 20;
  const messages = Array.from({ length: MESSAGES }, (_, index) => {
    const id = `0199c5b2-0000-7000-8000-${String(index).padStart(12, '0')}`;
    // Every third message carries no callback data in its webhooks: they are matched by wamid.
    const attemptOf = index % 3 === 0 ? null : { messageId: id, attempt: 1 };
    return { id, attemptOf, wamid: `wamid.${id}`, index };
  });

  /** What Meta says of each message: with equal times, without a time, with two reasons of failure and prices that differ. */
  const said: readonly StatusReport[] = messages.flatMap(({ id, attemptOf, index }) => {
    const report = (status: MetaStatus, second: number, change = {}): StatusReport =>
      statusOf(id, status, { attemptOf, occurredAt: at(index + second), ...change });
    const regular = { type: 'regular', category: 'utility' };
    return [
      report('sent', 1, { pricing: regular }),
      ...(index % 4 === 0
        ? []
        : [report('delivered', 2, { pricing: index % 8 === 1 ? { ...regular, type: 'free' } : null })]),
      ...(index % 2 === 0 ? [] : [report('read', 3)]),
      ...(index % 5 === 0 ? [report('failed', 2)] : []),
      ...(index % 10 === 0 ? [report('failed', 2, { failure: { ...FAILURE, code: '131000', title: 'Other' } })] : []),
      ...(index % 20 === 0 ? [report('failed', 1, { failure: { ...FAILURE, code: '131047', title: 'First' } })] : []),
      ...(index % 3 === 1 ? [report('delivered', 1, { timeOfReceipt: true })] : []),
      ...(index % 15 === 5 ? [report('failed', 0, { timeOfReceipt: true })] : []),
      // Of two guesses the first to come stays: their times are when they came.
      ...(index % 7 === 3 && index % 3 !== 1 ? [report('read', 0, { timeOfReceipt: true })] : []),
      ...(index % 9 === 2 ? [report('other', 4)] : []),
    ];
  });

  async function begin(): Promise<void> {
    await database.empty();
    await database.intake.insert(messages.map(({ id }) => newMessage({ id })));
    await database.sql(`UPDATE whatsapp_messages SET created_at = '2030-01-01T07:00:00Z'`);
    await database.claims.claim(messages.map(({ id }) => id));
  }

  function shuffled<Item>(items: readonly Item[], random: () => number): Item[] {
    return items
      .map((item) => ({ item, place: random() }))
      .toSorted((left, right) => left.place - right.place)
      .map(({ item }) => item);
  }

  /** Statuses (a fifth of them twice) and our own answers, in batches of any size, in an order of the seed's. */
  async function tell(seed: number): Promise<void> {
    const random = seededRandom(seed);
    const twice = said.filter(() => random() < 0.2);
    const steps = shuffled([...said, ...twice, ...messages], random);
    while (steps.length > 0) {
      const batch = steps.splice(0, 1 + Math.floor(random() * 60));
      await database.report(...batch.flatMap((step) => ('status' in step ? [step] : [])));
      const answers = batch.flatMap((step) => ('status' in step ? [] : [step]));
      await database.settlements.settle(
        answers.map(({ id, wamid }) => ({ ...OUTCOMES.accepted, messageId: id, attempt: 1, wamid })),
      );
    }
    await database.parked.match();
  }

  /** Everything but the moments at which we learned of it, and who was first to tell. */
  async function checksum(): Promise<Readonly<Record<string, unknown>>> {
    const tables = {
      messages: `SELECT id, status, whatsapp_message_id, attempts, error_code, error_source, error_message, error_details,
        error_advice, pricing, delivered_at, read_at, failed_at, sent_at IS NOT NULL AS sent FROM whatsapp_messages`,
      events: `SELECT message_id, key, type, CASE type WHEN 'accepted_by_meta' THEN NULL ELSE occurred_at END,
        CASE type WHEN 'accepted_by_meta' THEN NULL ELSE data END FROM message_events`,
      failures: 'SELECT message_id, code, failed_at, source, sender_id, template_name FROM message_failures',
      wamids: 'SELECT wamid, message_id FROM wamids',
      waiting: 'SELECT message_id FROM send_queue',
      attempts: 'SELECT message_id, attempt, outcome, confirmed_at IS NOT NULL FROM send_attempts',
      parked: 'SELECT wamid, status FROM parked_statuses',
    };
    const sums = await Promise.all(
      Object.entries(tables).map(async ([name, sql]) => {
        const [row] = await database.sql(
          `SELECT count(*)::integer AS rows, md5(string_agg(t::text, '|' ORDER BY t::text)) AS sum FROM (${sql}) t`,
        );
        return [name, row] as const;
      }),
    );
    return Object.fromEntries(sums);
  }

  it(`come to the same end in ${ORDERS} random orders`, async () => {
    const ends: unknown[] = [];
    for (let seed = 1; seed <= ORDERS; seed += 1) {
      await begin();
      await tell(seed);
      ends.push(await checksum());
    }
    const [first] = ends;
    expect(first).toMatchObject({ messages: { rows: MESSAGES }, waiting: { rows: 0 }, parked: { rows: 0 } });
    for (const [index, end] of ends.entries()) expect(end, `seed ${index + 1}`).toEqual(first);
  });

  it('change no row at all when they are all said once more', async () => {
    await begin();
    await tell(1);
    const versions = (): Promise<unknown> =>
      database.sql(
        ['whatsapp_messages', 'message_events', 'message_failures', 'wamids', 'send_attempts', 'parked_statuses']
          .map(
            (table) =>
              `SELECT '${table}' AS name, count(*), md5(string_agg(ctid::text || xmin::text, ',' ORDER BY ctid)) FROM ${table}`,
          )
          .join(' UNION ALL '),
      );
    const before = await versions();
    const { results, news } = await database.report(...said);
    expect(new Set(results)).toEqual(new Set(['unchanged', 'recorded']));
    expect(news).toEqual([]);
    expect(await versions()).toEqual(before);
  });
});
