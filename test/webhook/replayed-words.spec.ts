import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MarketingRefusalsRepository, MarketingWishesRepository, SuppressionsRepository } from '#suppressions';
import {
  AccountEventsRepository,
  type MarketingPreference,
  OldWebhooksRepository,
  type ReplayFigures,
  ReplayWebhooks,
  StoredWebhooksRepository,
  WaitingRepliesRepository,
} from '#webhook-events';
import {
  CLIENT,
  FAILURE,
  hashOf,
  OUTCOMES,
  SENDER,
  SendingDatabase,
  statusOf,
  WABA,
} from '../sending/sending-database.js';
import { inboundMessages, recipientWords } from './recipient-words.js';

const OTHER_SENDER = '209876543210987';
const PHONE = '34612345678';
const OTHER_PHONE = '34612345679';
const USER = 'ES.13491208655302741918';
const OTHER_CLIENT = '00000000-0000-7000-8000-000000000002';
const LONG_AGO = new Date('2020-01-01T00:00:00Z');

let database: SendingDatabase;
beforeAll(async () => {
  database = await SendingDatabase.start();
});
beforeEach(() => database.empty());
afterAll(() => database.stop());

const replay = (): Promise<ReplayFigures> =>
  new ReplayWebhooks(
    new StoredWebhooksRepository(database.dataSource, database.merge, recipientWords()),
    new AccountEventsRepository(database.dataSource),
  ).execute(LONG_AGO, null);

/** As it was kept when it came, signed for the sender that it names unless another is named. */
async function stored(field: string, value: Readonly<Record<string, unknown>>, signedFor = SENDER): Promise<void> {
  const content = { messaging_product: 'whatsapp', metadata: { phone_number_id: SENDER }, ...value };
  const body = Buffer.from(JSON.stringify({ entry: [{ changes: [{ field, value: content }] }] }));
  await database.sql('INSERT INTO webhook_payloads (body, sender_ids) VALUES ($1, $2)', [body, [signedFor]]);
}

/** Seconds from now. */
const at = (seconds: number): number => Math.floor(Date.now() / 1_000) + seconds;
const said = (wamid: string, text: string, seconds = 1) => ({
  messages: [{ id: wamid, from: PHONE, timestamp: String(at(seconds)), type: 'text', text: { body: text } }],
});
const wished = (value: 'stop' | 'resume', seconds: number, phone = PHONE) => ({
  user_preferences: [{ wa_id: phone, category: 'marketing_messages', value, timestamp: at(seconds) }],
});

/** Meta has it, and gave it that id. */
async function sentMessage(wamid: string = OUTCOMES.accepted.wamid, clientId = CLIENT): Promise<string> {
  const id = await database.message({ recipientPhone: `+${PHONE}`, clientId });
  await database.settle(id, await database.claim(id), { ...OUTCOMES.accepted, wamid });
  return id;
}

/** That message told the supplier of this order. */
async function orders(messageId: string, orderNumber: string, revision: number, clientId = CLIENT): Promise<void> {
  await database.sql(
    `INSERT INTO purchase_orders (client_id, order_number, revision, content_hash, message_id) VALUES ($1, $2, $3, $4, $5)`,
    [clientId, orderNumber, revision, hashOf(messageId), messageId],
  );
}

/** The button of an order, or whatever else, as an answer to that message. */
const answered = (context: string | null, content: Readonly<Record<string, unknown>>, wamid = 'wamid.in1') => ({
  messages: [
    {
      id: wamid,
      from: PHONE,
      timestamp: String(at(1)),
      ...content,
      ...(context !== null && { context: { id: context } }),
    },
  ],
});
const press = (orderNumber: string) => ({ type: 'button', button: { payload: `ACK:${orderNumber}`, text: 'OK' } });
const text = (body: string) => ({ type: 'text', text: { body } });

const acknowledged = async (): Promise<readonly unknown[]> =>
  (await database.sql(`SELECT message_id FROM message_events WHERE type = 'order_acknowledged'`)).map(
    (row) => row['message_id'],
  );
const waiting = () => new WaitingRepliesRepository(database.dataSource, inboundMessages());

/** Every row version that there is: any write at all shows in it. */
async function rowVersions(): Promise<readonly unknown[]> {
  return database.sql(
    `SELECT 'inbound' AS of, ctid::text, xmin::text FROM inbound_messages
     UNION ALL SELECT 'suppression', ctid::text, xmin::text FROM suppressions
     UNION ALL SELECT 'decision', ctid::text, xmin::text FROM recipient_events
     UNION ALL SELECT 'event', ctid::text, xmin::text FROM message_events ORDER BY 1, 2`,
  );
}

const events = (id: string) =>
  database.sql(`SELECT type FROM message_events WHERE message_id = $1 AND type <> 'accepted_by_meta' ORDER BY type`, [
    id,
  ]);
const holding = () =>
  database.sql(
    `SELECT recipient_phone FROM suppressions WHERE lifted_at IS NULL OR stopped_at >= lifted_at ORDER BY recipient_phone`,
  );

describe('a replay of what recipients said', () => {
  it('brings back what was lost, and changes no row when nothing was', async () => {
    const id = await sentMessage();
    await stored('messages', said('wamid.in1', 'Recibido'));
    await stored('messages', said('wamid.in2', 'STOP'));
    await stored('user_preferences', wished('stop', -5, OTHER_PHONE));
    expect(await replay()).toMatchObject({ webhooks: 3, words: 3, refused: 0 });
    expect(await events(id)).toEqual([{ type: 'opted_out' }, { type: 'reply' }, { type: 'reply' }]);
    expect(await holding()).toEqual([{ recipient_phone: `+${PHONE}` }, { recipient_phone: `+${OTHER_PHONE}` }]);
    const before = await rowVersions();
    expect(await replay()).toMatchObject({ webhooks: 3, words: 0 });
    expect(await rowVersions()).toEqual(before);
  });

  it('brings back no opting out that somebody lifted here, or that the recipient took back', async () => {
    await stored('messages', said('wamid.in1', 'STOP', -60));
    await stored('user_preferences', wished('stop', -50));
    await replay();
    await database.sql('UPDATE suppressions SET lifted_at = now()');
    await replay();
    expect(await holding()).toEqual([]);
    await database.sql('DELETE FROM suppressions');
    await stored('user_preferences', wished('resume', -40));
    await replay();
    expect(await holding()).toEqual([]);
  });

  it('hears nothing of a sender whose secret had not signed it', async () => {
    const id = await sentMessage();
    await stored('messages', said('wamid.in1', 'STOP'), OTHER_SENDER);
    await stored('user_preferences', wished('stop', -5), OTHER_SENDER);
    expect(await replay()).toMatchObject({ words: 0 });
    expect([await events(id), await holding()]).toEqual([[], []]);
  });

  it('counts what PostgreSQL refuses as it did the first time', async () => {
    // Whatever PostgreSQL refuses: of what Meta's text may hold there is nothing left.
    await database.sql(`ALTER TABLE inbound_messages ADD CONSTRAINT poison CHECK (body_text <> 'poison')`);
    await stored('messages', said('wamid.in1', 'poison'));
    await stored('messages', said('wamid.in2', 'Recibido'));
    expect(await replay()).toMatchObject({ words: 1, refused: 1 });
    await database.sql('ALTER TABLE inbound_messages DROP CONSTRAINT poison');
  });
});

describe('the button of an order', () => {
  it('acknowledges the revision that the supplier had, also when it comes again after the next one was accepted', async () => {
    const first = await sentMessage();
    await orders(first, 'PO-1', 1);
    await stored('messages', answered(null, press('PO-1')));
    await replay();
    const next = await database.message({ recipientPhone: `+${PHONE}` });
    await orders(next, 'PO-1', 2);
    await replay();
    await database.settle(next, await database.claim(next), { ...OUTCOMES.accepted, wamid: 'wamid.next' });
    await replay();
    expect(await acknowledged()).toEqual([first]);
  });

  it.each([
    ['quotes an older revision, that one', 'wamid.first', true],
    ['quotes none, the newest that Meta has', null, false],
  ])('that %s', async (_what, context, nextIsSent) => {
    const first = await sentMessage('wamid.first');
    await orders(first, 'PO-1', 1);
    const next = await database.message({ recipientPhone: `+${PHONE}` });
    await orders(next, 'PO-1', 2);
    if (nextIsSent) await database.settle(next, await database.claim(next), { ...OUTCOMES.accepted, wamid: 'wamid.2' });
    await stored('messages', answered(context, press('PO-1')));
    await replay();
    expect(await acknowledged()).toEqual([first]);
  });

  it('acknowledges no order of another client than the one whose message it stands on', async () => {
    await database.sql(`INSERT INTO clients (id, name) VALUES ($1, 'other') ON CONFLICT DO NOTHING`, [OTHER_CLIENT]);
    await orders(await sentMessage('wamid.other', OTHER_CLIENT), 'PO-1', 1, OTHER_CLIENT);
    await sentMessage('wamid.ours');
    await stored('messages', answered('wamid.ours', press('PO-1')));
    await replay();
    expect(await acknowledged()).toEqual([]);
  });
});

describe('a reply that quotes a message whose id nobody knows yet', () => {
  const late = async (): Promise<{ older: string; quoted: string; known: () => Promise<unknown> }> => {
    const older = await sentMessage('wamid.older');
    const quoted = await database.message({ recipientPhone: `+${PHONE}` });
    const attempt = await database.claim(quoted);
    const known = () => database.settle(quoted, attempt, { ...OUTCOMES.accepted, wamid: 'wamid.quoted' });
    return { older, quoted, known };
  };

  it('belongs to that message in the end, and acknowledges its order, whichever was heard first', async () => {
    for (const order of [
      ['reply', 'id'],
      ['id', 'reply'],
      ['reply', 'replay', 'id'],
      ['reply', 'id', 'replay'],
    ]) {
      await database.empty();
      const { older, quoted, known } = await late();
      await orders(quoted, 'PO-1', 1);
      await stored('messages', answered('wamid.quoted', press('PO-1')));
      for (const step of order) await (step === 'id' ? known() : replay());
      await waiting().tie();
      const what = order.join();
      expect(await events(quoted), what).toEqual([{ type: 'order_acknowledged' }, { type: 'reply' }]);
      expect(await events(older), what).toEqual([]);
      const before = await rowVersions();
      expect([await waiting().tie(), await replay()], what).toMatchObject([[], { words: 0 }]);
      expect(await rowVersions(), what).toEqual(before);
    }
  });

  it('is told when it is tied, and belongs to the newest message of its author after a day', async () => {
    const { older } = await late();
    await stored('messages', answered('wamid.of-another-system', text('Recibido')));
    await replay();
    expect([await waiting().tie(), await events(older)]).toEqual([[], []]);
    await database.sql(`UPDATE inbound_messages SET received_at = received_at - interval '25 hours'`);
    expect(await waiting().tie()).toEqual([{ kind: 'reply', messageId: older, senderId: SENDER }]);
    expect(await events(older)).toEqual([{ type: 'reply' }]);
  });

  it('belongs to the newest message at once where it quotes a word of its own author', async () => {
    const id = await sentMessage();
    await stored('messages', answered(null, text('Mañana'), 'wamid.in1'));
    await stored('messages', answered('wamid.in1', text('o pasado'), 'wamid.in2'));
    await replay();
    await waiting().tie();
    expect(await events(id)).toEqual([{ type: 'reply' }, { type: 'reply' }]);
  });
});

it('a reply that comes late belongs to no message that was sent after it, though it was accepted before', async () => {
  const first = await sentMessage('wamid.first');
  const scheduled = await sentMessage('wamid.scheduled');
  const past = (id: string, created: string, sent: string) =>
    Promise.all([
      database.sql(`UPDATE whatsapp_messages SET created_at = now() - $2::interval WHERE id = $1`, [id, created]),
      database.sql(`UPDATE send_attempts SET started_at = now() - $2::interval WHERE message_id = $1`, [id, sent]),
    ]);
  await past(first, '3 hours', '3 hours');
  await past(scheduled, '2 hours', '10 minutes');
  await stored('messages', said('wamid.in1', 'Recibido', -3_600));
  await replay();
  expect([await events(first), await events(scheduled)]).toEqual([[{ type: 'reply' }], []]);
});

it('a reaction belongs to the message that it is on; one that is taken back is no reply', async () => {
  const id = await sentMessage('wamid.first');
  const newer = await sentMessage('wamid.newer');
  await stored('messages', answered(null, { type: 'reaction', reaction: { message_id: 'wamid.first', emoji: '👍' } }));
  await stored('messages', answered(null, { type: 'reaction', reaction: { message_id: 'wamid.first' } }, 'wamid.in2'));
  await replay();
  expect([await events(id), await events(newer)]).toEqual([[{ type: 'reply' }], []]);
  expect(await database.sql('SELECT body_text FROM inbound_messages ORDER BY wamid')).toEqual([
    { body_text: '👍' },
    { body_text: null },
  ]);
});

const person = async (recipientPhone: string | null, recipientUserId: string | null) => {
  const template = { wabaId: WABA, templateName: 'offer', templateLanguage: 'es' };
  const [found] = await new SuppressionsRepository(database.dataSource).against([
    { recipientPhone, recipientUserId, ...template },
  ]);
  return found?.suppression.reason ?? null;
};
const marketingTemplate = () =>
  database.sql(
    `INSERT INTO templates (waba_id, name, language, status, category, parameter_format, components, synced_at)
     VALUES ($1, 'offer', 'es', 'APPROVED', 'MARKETING', 'POSITIONAL', '[]', now())`,
    [WABA],
  );

describe('of a stop and a resume', () => {
  const NAMES = [{ wa_id: PHONE }, { user_id: USER }, { wa_id: PHONE, user_id: USER }];

  it('the later counts, by whichever of the two ids each was said, and in whatever order', async () => {
    for (const first of NAMES)
      for (const second of NAMES)
        for (const [firstSeconds, secondSeconds] of [
          [-20, -10],
          [-10, -20],
        ] as const)
          for (const pairIsKnown of ['before', 'after']) {
            await database.empty();
            await marketingTemplate();
            const pair = () => database.sql('INSERT INTO recipient_ids VALUES ($1, $2)', [USER, `+${PHONE}`]);
            if (pairIsKnown === 'before') await pair();
            const wish = (value: string, name: object, seconds: number) => ({
              user_preferences: [{ ...name, category: 'marketing_messages', value, timestamp: at(seconds) }],
            });
            await stored('user_preferences', wish('stop', first, firstSeconds));
            await stored('user_preferences', wish('resume', second, secondSeconds));
            await replay();
            if (pairIsKnown === 'after') await database.sql('DELETE FROM recipient_ids');
            if (pairIsKnown === 'after') await pair();
            const what = JSON.stringify([first, second, firstSeconds, pairIsKnown]);
            const expected = firstSeconds > secondSeconds ? 'USER_PREFERENCES' : null;
            expect([await person(`+${PHONE}`, null), await person(null, USER)], what).toEqual([expected, expected]);
            const { items } = await new SuppressionsRepository(database.dataSource).list({ limit: 10 }, null);
            expect(items, what).toHaveLength(expected === null ? 0 : 1);
          }
  });
});

describe('a wish that is heard again', () => {
  const hear = (change: Partial<MarketingPreference>) =>
    database.dataSource.transaction((manager) =>
      recipientWords().keep(manager, [
        {
          kind: 'preference',
          preference: {
            senderId: SENDER,
            phone: `+${PHONE}`,
            userId: null,
            wish: 'stop',
            occurredAt: new Date(),
            ...change,
          },
        },
      ]),
    );
  /** It reached us that many seconds ago. */
  const undated = (wish: 'stop' | 'resume', ago = 0) =>
    hear({ wish, occurredAt: new Date(Date.now() - ago * 1_000), timeOfReceipt: true });

  it('is of whom it was, though the phone behind the user id is known since', async () => {
    await stored('user_preferences', {
      user_preferences: [{ user_id: USER, category: 'marketing_messages', value: 'stop', timestamp: at(-5) }],
    });
    await replay();
    await database.sql('INSERT INTO recipient_ids VALUES ($1, $2)', [USER, `+${PHONE}`]);
    const before = await rowVersions();
    await replay();
    expect(await rowVersions()).toEqual(before);
    await database.sql('DELETE FROM suppressions');
    await replay();
    expect(await database.sql('SELECT recipient_phone, recipient_user_id FROM suppressions')).toEqual([
      { recipient_phone: null, recipient_user_id: USER },
    ]);
  });

  it('is no later for it: a resume without a time lifts no stop that came after it', async () => {
    await marketingTemplate();
    await undated('resume', 10);
    await hear({ wish: 'stop', occurredAt: new Date(Date.now() - 5_000) });
    await undated('resume');
    expect(await person(`+${PHONE}`, null)).toBe('USER_PREFERENCES');
  });

  it('is no later for it: a stop without a time does not come back when somebody has lifted it', async () => {
    await marketingTemplate();
    await undated('stop', 10);
    expect(await person(`+${PHONE}`, null)).toBe('USER_PREFERENCES');
    await database.sql(`UPDATE suppressions SET lifted_at = now() - interval '5 seconds'`);
    await undated('stop');
    expect(await person(`+${PHONE}`, null)).toBe(null);
  });

  it('changes no row where its time is a little ahead of ours', async () => {
    const ahead = new Date(Date.now() + 240_000);
    await hear({ occurredAt: ahead });
    const before = await rowVersions();
    await hear({ occurredAt: ahead });
    expect(await rowVersions()).toEqual(before);
  });
});

describe('what a recipient decides', () => {
  const decisions = () =>
    database.sql(`SELECT type, recipient_phone, data->>'reason' AS reason FROM recipient_events ORDER BY occurred_at`);

  it('is kept as an event, once, whether it belongs to a message or not', async () => {
    await stored('user_preferences', wished('stop', -50));
    await stored('user_preferences', wished('resume', -40));
    await stored('messages', said('wamid.in1', 'STOP', -30));
    await replay();
    await replay();
    expect(await decisions()).toEqual([
      { type: 'opted_out', recipient_phone: `+${PHONE}`, reason: 'USER_PREFERENCES' },
      { type: 'opted_in', recipient_phone: `+${PHONE}`, reason: 'USER_PREFERENCES' },
      { type: 'opted_out', recipient_phone: `+${PHONE}`, reason: 'OPT_OUT_WORD' },
    ]);
  });

  it('is forgotten after 90 days, and not before', async () => {
    await stored('user_preferences', wished('stop', -50));
    await stored('user_preferences', wished('resume', -40));
    await replay();
    await database.sql(`UPDATE recipient_events SET recorded_at = now() - CASE type WHEN 'opted_out'
      THEN interval '91 days' ELSE interval '89 days' END`);
    await new OldWebhooksRepository(database.dataSource).drop();
    expect(await decisions()).toMatchObject([{ type: 'opted_in' }]);
  });

  it('may be told by a failed marketing message (131050): it stops marketing, and what was lifted stays lifted', async () => {
    await marketingTemplate();
    const id = await sentMessage();
    const failure = { ...FAILURE, code: '131050' };
    const failed = statusOf(id, 'failed', { failure, occurredAt: new Date(Date.now() - 1_000) });
    const refusals = new MarketingRefusalsRepository(database.dataSource, new MarketingWishesRepository());
    await database.report(failed);
    expect(await refusals.note()).toEqual([SENDER]);
    expect(await person(`+${PHONE}`, null)).toBe('META_131050');
    expect(await decisions()).toEqual([{ type: 'opted_out', recipient_phone: `+${PHONE}`, reason: 'META_131050' }]);
    await database.sql('UPDATE suppressions SET lifted_at = now()');
    await database.report(failed);
    expect(await refusals.note()).toEqual([]);
    expect(await person(`+${PHONE}`, null)).toBe(null);
  });
});
