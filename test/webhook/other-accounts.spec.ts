import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { EventLog, Metrics } from '#runtime';
import { AccessToken, Senders, SendersRepository } from '#senders';
import { CountNews } from '#sending';
import { AccountEventsRepository, ReplayWebhooks, StoredWebhooksRepository } from '#webhook-events';
import { SenderErrors } from '../../apps/api/src/webhook/sender-errors.js';
import { TakeInAccountEvents } from '../../apps/api/src/webhook/take-in-account-events.js';
import { TakeInWebhook } from '../../apps/api/src/webhook/take-in-webhook.js';
import { OUTCOMES, SENDER, SendingDatabase, WABA } from '../sending/sending-database.js';
import { recipientWords } from './recipient-words.js';
import { webhookIntake } from './webhook-intake.js';

/*
 * A webhook about one of our numbers that names another account than the number's own has no effect, and says why.
 */
const SECRET = 'app-secret-of-the-tests';

let database: SendingDatabase;
let metrics: Metrics;
let lines: string[];
let takeIn: TakeInWebhook;

beforeAll(async () => {
  database = await SendingDatabase.start();
});

beforeEach(async () => {
  await database.empty();
  metrics = new Metrics('api');
  lines = [];
  takeIn = intakeOf(WABA);
});

afterAll(() => database.stop());

/** With the account that somebody has configured for the number. */
function intakeOf(wabaId: string): TakeInWebhook {
  const log = new EventLog(
    'api',
    'debug',
    (line) => lines.push(line),
    () => new Date(),
  );
  const sender = { phoneNumberId: SENDER, wabaId, appId: null, appSecrets: [SECRET], mps: 80, defaultLanguage: 'es' };
  const senders = new Senders([{ ...sender, token: AccessToken.fixed('token') }]);
  const intake = webhookIntake(database);
  const heartbeat = { refused: () => undefined, tookIn: () => Promise.resolve() };
  const news = new CountNews(metrics, log, () => new Date());
  const states = new SendersRepository(database.dataSource);
  const events = new AccountEventsRepository(database.dataSource);
  const accountEvents = new TakeInAccountEvents(senders, states, events, intake, metrics, log);
  const errors = new SenderErrors(states, log);
  return new TakeInWebhook(intake, senders, heartbeat, news, metrics, log, accountEvents, errors, {
    execute: () => Promise.resolve(),
  });
}

async function sentMessage(): Promise<string> {
  const id = await database.message();
  await database.settle(id, await database.claim(id), { ...OUTCOMES.accepted, wamid: `wamid.${id}` });
  return id;
}

/** What Meta tells under this account (none where undefined) of a number: that a message was read, and two more things. */
function told(messageId: string, entryId: unknown, object: unknown = 'whatsapp_business_account'): Buffer {
  const wamid = `wamid.${messageId}`;
  const status = { id: wamid, status: 'read', timestamp: '1795426200', biz_opaque_callback_data: `${messageId}.1` };
  const metadata = { display_phone_number: '15550783881', phone_number_id: SENDER };
  const text = { from: '34612345678', id: 'wamid.in', timestamp: '1795426200', type: 'text', text: { body: 'BAJA' } };
  const wish = { wa_id: '34612345678', category: 'marketing_messages', value: 'stop', timestamp: 1_795_426_200 };
  const changes = [
    { field: 'messages', value: { metadata, statuses: [status] } },
    { field: 'messages', value: { metadata, messages: [text] } },
    { field: 'user_preferences', value: { metadata, user_preferences: [wish] } },
  ];
  return Buffer.from(JSON.stringify({ object, entry: [{ id: entryId, changes }] }));
}

async function effects(): Promise<Readonly<Record<string, unknown>>> {
  const [row] = await database.sql(
    `SELECT (SELECT string_agg(status, ' ') FROM whatsapp_messages) AS status, (SELECT count(*)::integer FROM inbound_messages) AS words,
       (SELECT count(*)::integer FROM suppressions) AS suppressions,
       (SELECT display_phone_number FROM senders WHERE phone_number_id = $1) AS number`,
    [SENDER],
  );
  return row ?? {};
}

async function figures(): Promise<Readonly<Record<string, number>>> {
  const { values } = await metrics.webhookEvents.get();
  return Object.fromEntries(values.map(({ labels, value }) => [`${labels['field']} ${labels['result']}`, value]));
}

const STATUS = { id: 'wamid.A', status: 'read', timestamp: '1795426200' };
const NO_EFFECT = { status: 'SENT', words: 0, suppressions: 0, number: null };

describe('what a webhook says of our number', () => {
  it.each([
    ['our account', WABA],
    ['our account, as a number', Number(WABA)],
    ['no account', undefined],
  ])('counts under %s', async (_what, entryId) => {
    await takeIn.execute(told(await sentMessage(), entryId), [SECRET]);
    expect(await effects()).toMatchObject({ status: 'READ', words: 1, number: '+15550783881' });
    expect(lines.join('')).not.toContain('webhook.foreign_sender');
  });

  it.each([
    ['another account', '999000000000999'],
    ["the 0 of the test in Meta's dashboard", '0'],
  ])('has no effect under %s, is kept and counted', async (_what, entryId) => {
    await takeIn.execute(told(await sentMessage(), entryId), [SECRET]);
    expect(await effects()).toEqual(NO_EFFECT);
    expect(await figures()).toEqual({ 'messages foreign': 2, 'user_preferences foreign': 1 });
    expect(await database.sql('SELECT FROM webhook_payloads')).toHaveLength(1);
  });

  it('has no effect where the webhook is of another product of Meta', async () => {
    await takeIn.execute(told(await sentMessage(), WABA, 'page'), [SECRET]);
    expect(await effects()).toEqual(NO_EFFECT);
    expect(await figures()).toEqual({ 'other_object recorded': 1 });
  });

  it('is counted once it is kept, not each time that Meta has to repeat it', async () => {
    const body = JSON.stringify({
      entry: [
        {
          id: '999',
          changes: [{ field: 'messages', value: { metadata: { phone_number_id: SENDER }, statuses: [{}] } }],
        },
        {
          changes: [
            { field: 'messages', value: { metadata: { phone_number_id: '777' }, statuses: [STATUS], errors: [{}] } },
          ],
        },
        { changes: [{ field: 'history', value: {} }] },
      ],
    });
    await database.sql(`CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE EXCEPTION 'the disk is full' USING ERRCODE = '53100'; END $$`);
    await database.sql(
      'CREATE TRIGGER full_disk BEFORE INSERT ON webhook_payloads FOR EACH ROW EXECUTE FUNCTION full_disk()',
    );
    await expect(takeIn.execute(Buffer.from(body), [SECRET])).rejects.toThrow('the disk is full');
    await database.sql('DROP TRIGGER full_disk ON webhook_payloads');
    expect(await figures()).toEqual({});
    // An outage is believed for a moment.
    await vi.waitFor(() => takeIn.execute(Buffer.from(body), [SECRET]));
    // A status under another account, and a status and an error of another sender.
    expect(await figures()).toEqual({ 'messages foreign': 3, 'history recorded': 1 });
  });

  it('is told to people once a minute, with both accounts, and applied again when the right one is configured', async () => {
    const id = await sentMessage();
    const misled = intakeOf('111000000000111');
    await database.sql(`UPDATE senders SET waba_id = '111000000000111'`);
    await misled.execute(told(id, WABA), [SECRET]);
    await misled.execute(told(id, WABA), [SECRET]);
    const said = lines.filter((line) => line.includes('webhook.foreign_sender'));
    expect(said).toHaveLength(1);
    expect(said[0]).toContain(`under the account ${WABA}, and 111000000000111 is configured`);
    const replay = (): Promise<{ readonly foreign: number }> =>
      new ReplayWebhooks(
        new StoredWebhooksRepository(database.dataSource, database.merge, recipientWords()),
        new AccountEventsRepository(database.dataSource),
        () => [SENDER],
      ).execute(new Date(0), null);
    expect(await replay()).toMatchObject({ foreign: 6 });
    expect(await effects()).toEqual(NO_EFFECT);
    await database.sql('UPDATE senders SET waba_id = $1', [WABA]);
    expect(await replay()).toMatchObject({ foreign: 0 });
    expect(await effects()).toMatchObject({ status: 'READ', words: 1 });
  });
});
