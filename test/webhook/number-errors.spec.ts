import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { EventLog, Metrics } from '#runtime';
import { AccessToken, Senders, SendersRepository } from '#senders';
import { CountNews, SenderPaceRepository } from '#sending';
import { HeedTooFast } from '../../apps/api/src/webhook/heed-too-fast.js';
import { SenderErrors } from '../../apps/api/src/webhook/sender-errors.js';
import { TakeInWebhook } from '../../apps/api/src/webhook/take-in-webhook.js';
import { OUTCOMES, SENDER, SendingDatabase, WABA } from '../sending/sending-database.js';
import { webhookIntake } from './webhook-intake.js';

/*
 * Meta's webhook says what is wrong with a number: with a message that Meta took and fails, or with none, of the number itself.
 * One that was too fast (130429) slows down, for what is of the present; one that may not send is paused.
 */
const SECRET = 'app-secret-of-the-tests';
const TOO_FAST = { code: 130_429, title: 'Rate limit hit' };

let database: SendingDatabase;
let paces: SenderPaceRepository;
let lines: string[];
let takeIn: TakeInWebhook;
let asked: number;

beforeAll(async () => {
  database = await SendingDatabase.start();
  paces = new SenderPaceRepository(database.dataSource);
});

beforeEach(async () => {
  await database.empty();
  lines = [];
  asked = 0;
  const log = new EventLog(
    'api',
    'debug',
    (line) => lines.push(line),
    () => new Date(),
  );
  const metrics = new Metrics('api');
  const counting = {
    slowDown: (senderId: string, toldAt?: Date | null): Promise<number | null> => {
      asked += 1;
      return paces.slowDown(senderId, toldAt);
    },
  };
  const token = AccessToken.fixed('token');
  takeIn = new TakeInWebhook(
    webhookIntake(database),
    new Senders([
      { phoneNumberId: SENDER, wabaId: WABA, token, appId: null, appSecrets: [SECRET], mps: 80, defaultLanguage: 'es' },
    ]),
    { refused: () => undefined, tookIn: () => Promise.resolve() },
    new CountNews(metrics, log, () => new Date()),
    metrics,
    log,
    { execute: () => Promise.resolve(), requireRoom: () => undefined },
    new SenderErrors(new SendersRepository(database.dataSource), log),
    new HeedTooFast(counting, log),
  );
});

afterEach(() => vi.useRealTimers());

afterAll(() => database.stop());

function webhook(said: Readonly<Record<string, unknown>>, senderId = SENDER): Buffer {
  const value = { messaging_product: 'whatsapp', metadata: { phone_number_id: senderId }, ...said };
  return Buffer.from(
    JSON.stringify({
      object: 'whatsapp_business_account',
      entry: [{ id: WABA, changes: [{ field: 'messages', value }] }],
    }),
  );
}

/** Messages that Meta took, and gives back that many seconds ago. */
async function gaveBack(count: number, secondsAgo: number, error: object = TOO_FAST): Promise<Buffer> {
  const ids = await database.messages(count);
  await database.claims.claim(ids);
  await database.settlements.settle(
    ids.map((messageId) => ({ messageId, attempt: 1, ...OUTCOMES.accepted, wamid: `wamid.${messageId}` })),
  );
  const timestamp = String(Math.floor(Date.now() / 1_000) - secondsAgo);
  const status = (id: string) => ({
    id: `wamid.${id}`,
    status: 'failed',
    timestamp,
    biz_opaque_callback_data: `${id}.1`,
    errors: [error],
  });
  return webhook({ statuses: ids.map(status) });
}

const pace = async (): Promise<number | undefined> => (await paces.read())[0]?.pace;
const usual = 80;

describe('a number of which a webhook says that it was too fast', () => {
  it('slows down where it is said of messages that Meta took, once for all of them, and tells it', async () => {
    await takeIn.execute(await gaveBack(20, 0), [SECRET]);
    expect(await pace()).toBeCloseTo(usual * 0.7, 1);
    expect(asked).toBe(1);
    expect(lines.filter((line) => line.includes('sender.slowed_down'))).toHaveLength(1);
  });

  it('slows down where it is said of the number itself', async () => {
    await takeIn.execute(webhook({ errors: [TOO_FAST] }), [SECRET]);
    expect(await pace()).toBeCloseTo(usual * 0.7, 1);
  });

  it('stays as it is where that was long ago, and only now comes out of a backlog', async () => {
    const body = await gaveBack(3, 60);
    await takeIn.execute(body, [SECRET]);
    expect(await pace()).toBe(usual);
    expect(await database.sql('SELECT FROM send_queue')).toHaveLength(3);
  });

  it('stays as it is where Meta says something else, or of a number that the signature does not speak for', async () => {
    await takeIn.execute(await gaveBack(1, 0, { code: 131_026, title: 'Message undeliverable' }), [SECRET]);
    await takeIn.execute(webhook({ errors: [{ code: 131_000, title: 'Something went wrong' }] }), [SECRET]);
    await takeIn.execute(webhook({ errors: [TOO_FAST] }), ['another secret']);
    expect(await pace()).toBe(usual);
    expect(asked).toBe(0);
  });

  it('is asked about once a second, however many webhooks say so', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    for (let times = 0; times < 5; times += 1) await takeIn.execute(webhook({ errors: [TOO_FAST] }), [SECRET]);
    expect(asked).toBe(1);
    vi.advanceTimersByTime(1_000);
    await takeIn.execute(webhook({ errors: [TOO_FAST] }), [SECRET]);
    expect(asked).toBe(2);
  });

  it('makes no webhook wait for another one: it is told after both are kept', async () => {
    const [body, other] = [await gaveBack(1, 0), await gaveBack(1, 0)];
    const holder = database.dataSource.createQueryRunner();
    await holder.startTransaction();
    await holder.query('INSERT INTO sender_pace (sender_id) VALUES ($1)', [SENDER]);
    const taken = Promise.all([body, other].map((each) => takeIn.execute(each, [SECRET])));
    await expect.poll(() => database.somebodyWaits()).toBe(true);
    expect(await database.sql(`SELECT FROM message_events WHERE type = 'returned'`)).toHaveLength(2);
    await holder.rollbackTransaction();
    await holder.release();
    await taken;
  });
});

describe('a number of which a webhook says, with no message, that it may not send', () => {
  const LOCKED = { code: 131_031, title: 'Business Account locked' };
  let states: SendersRepository;

  beforeEach(() => {
    states = new SendersRepository(database.dataSource);
  });

  const state = async (): Promise<unknown> => (await states.states()).get(SENDER);

  it.each([131_031, 131_042, 131_048, 368, 190])('is paused (%i), as where a message fails with it', async (code) => {
    await takeIn.execute(webhook({ errors: [TOO_FAST, { code }, LOCKED] }), [SECRET]);
    expect(await state()).toMatchObject({
      state: 'PAUSED',
      pausedBy: 'WEBHOOK',
      pauseReason: `${code}: by webhook`,
      pausedAt: expect.any(Date),
    });
    expect(await database.claims.claim([await database.message()])).toEqual([null]);
  });

  it('goes on where Meta says something else, or the signature does not speak for it', async () => {
    await takeIn.execute(webhook({ errors: [TOO_FAST, { code: 131_026 }, { title: 'no code' }] }), [SECRET]);
    await takeIn.execute(webhook({ errors: [LOCKED] }), ['another secret']);
    expect(await state()).toMatchObject({ state: 'ACTIVE' });
  });

  it('stays as a person left it: paused for their reason, or resumed a moment ago', async () => {
    await states.pause(SENDER, 'PERSON', 'holidays');
    await takeIn.execute(webhook({ errors: [LOCKED] }), [SECRET]);
    expect(await state()).toMatchObject({ pausedBy: 'PERSON', pauseReason: 'holidays' });
    await states.resume(SENDER, true);
    await takeIn.execute(webhook({ errors: [LOCKED] }), [SECRET]);
    expect(await state()).toMatchObject({ state: 'ACTIVE' });
    // The control: it is the resumption that counts, and it counts for a minute.
    await database.sql(`UPDATE senders SET resumed_at = resumed_at - interval '1 minute'`);
    await takeIn.execute(webhook({ errors: [LOCKED] }), [SECRET]);
    expect(await state()).toMatchObject({ state: 'PAUSED' });
  });

  it('is what Meta comes again with where it could not be paused', async () => {
    const holder = database.dataSource.createQueryRunner();
    await holder.query(`ALTER TABLE senders ADD CONSTRAINT unpaused CHECK (state <> 'PAUSED')`);
    await expect(takeIn.execute(webhook({ errors: [LOCKED] }), [SECRET])).rejects.toThrow('unpaused');
    await holder.query('ALTER TABLE senders DROP CONSTRAINT unpaused');
    await holder.release();
  });
});
