import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EventLog } from '#runtime';
import { AccessToken, Senders, SendersRepository } from '#senders';
import { SyncTemplates, TemplatesRepository, readTemplate } from '#templates';
import { AccountEventsRepository, type AccountEventOutcome, readWebhook } from '#webhook-events';
import { NoticeCategoryDrift } from '../../apps/worker/src/upkeep/notice-category-drift.js';
import { SyncChangedTemplates } from '../../apps/worker/src/upkeep/sync-changed-templates.js';
import { OUTCOMES, SENDER, SendingDatabase, statusOf, WABA } from '../sending/sending-database.js';

/*
 * When Meta tells something of a template, an account or a number, this follows: by its own recorded webhooks.
 */
const FIXTURES = join(import.meta.dirname, '../fixtures/meta');
const RECEIVED = new Date('2026-11-23T10:00:00Z');
const SECOND_SENDER = '209876543210987';

let database: SendingDatabase;
let events: AccountEventsRepository;

beforeAll(async () => {
  database = await SendingDatabase.start();
  events = new AccountEventsRepository(database.dataSource);
});

beforeEach(begin);

afterAll(() => database.stop());

async function begin(): Promise<void> {
  await database.empty();
  await knownTemplate('purchase_order_issued', 'es');
}

/** As before anything was told; quicker than to begin anew. */
async function forget(): Promise<void> {
  await database.sql('DELETE FROM account_events');
  await database.sql('DELETE FROM sender_account_facts');
  await database.sql(`UPDATE templates SET status = 'APPROVED', status_told_at = NULL`);
  await database.sql(
    `UPDATE senders SET state = 'ACTIVE', paused_by = NULL, pause_reason = NULL, resumed_at = NULL, half_open = false`,
  );
}

/** Known from a list of Meta's that is older than anything in the recorded webhooks. */
async function knownTemplate(name: string, language: string): Promise<void> {
  await database.sql(
    `INSERT INTO templates (waba_id, name, language, status, category, parameter_format, components, quality, synced_at)
     VALUES ($1, $2, $3, 'APPROVED', 'UTILITY', 'positional', '[]', 'GREEN', '2020-01-01')`,
    [WABA, name, language],
  );
}

const recorded = (name: string): string => readFileSync(join(FIXTURES, `webhook-${name}.json`), 'utf8');

/** The seconds of 2026-11-23 09:00. */
const moment = (second: number): Date => new Date(Date.UTC(2026, 10, 23, 9) + second * 1_000);

/** One change of a field, at that second. */
function told(field: string, value: Readonly<Record<string, unknown>>, second = 0): string {
  const time = moment(second).getTime() / 1_000;
  return JSON.stringify({ entry: [{ id: WABA, time, changes: [{ field, value }] }] });
}

async function take(bodies: readonly string[], senderIds: readonly string[] = [SENDER], receivedAt = RECEIVED) {
  const read = bodies.flatMap((body) => readWebhook(Buffer.from(body), receivedAt).accountEvents);
  return events.take(read.map((event) => ({ event, senderIds })));
}

const results = (outcomes: readonly AccountEventOutcome[]): readonly string[] => outcomes.map(({ result }) => result);

async function template(name = 'purchase_order_issued'): Promise<Readonly<Record<string, unknown>> | undefined> {
  const [row] = await database.sql(
    'SELECT status, quality, category, previous_category, rejected_reason FROM templates WHERE name = $1',
    [name],
  );
  return row;
}

async function sender(id = SENDER): Promise<Readonly<Record<string, unknown>> | undefined> {
  const [row] = await database.sql(
    'SELECT state, paused_by, pause_reason, half_open FROM senders WHERE phone_number_id = $1',
    [id],
  );
  return row;
}

const secondSender = () =>
  database.sql(`INSERT INTO senders (phone_number_id, waba_id, mps) VALUES ($1, $2, 80)`, [SECOND_SENDER, WABA]);

const ACTIVE = { state: 'ACTIVE', paused_by: null, pause_reason: null };
const paused = (cause: string) => ({ state: 'PAUSED', paused_by: 'WEBHOOK', pause_reason: `${cause}: by webhook` });

const syncRequests = () => database.sql('SELECT waba_id FROM template_sync_requests');

/** Meta has taken it, sent at that second, and tells later that the account was locked. */
async function messageThatMeetsTheLock(second: number, code = '131031'): Promise<{ tell(): Promise<unknown> }> {
  const id = await database.message();
  await database.settle(id, await database.claim(id), { ...OUTCOMES.accepted, wamid: `wamid.${id}` });
  await database.sql('UPDATE send_attempts SET started_at = $2 WHERE message_id = $1', [id, moment(second)]);
  const failure = { code, source: 'META' as const, title: 'Account locked', details: null, advice: 'Wait.' };
  return { tell: () => database.report(statusOf(id, 'failed', { failure, blocks: 'sender' })) };
}

function* permutations<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  if (items.length <= 1) yield items;
  for (const [index, item] of items.entries()) {
    for (const rest of permutations(items.toSpliced(index, 1))) yield [item, ...rest];
  }
}

describe('the status of a template', () => {
  it.each([
    ['paused', 'PAUSED'],
    ['disabled', 'DISABLED'],
    ['archived', 'ARCHIVED'],
    ['unpaused', 'APPROVED'],
  ])('is what Meta says when it is %s', async (name, status) => {
    expect(results(await take([recorded(`template-status-${name}`)]))).toEqual(['applied']);
    expect(await template()).toMatchObject({ status });
  });

  it('is REJECTED with the reason', async () => {
    await knownTemplate('purchase_order_issued', 'en');
    await take([recorded('template-status-rejected')]);
    expect(await database.sql(`SELECT status, rejected_reason FROM templates WHERE language = 'en'`)).toEqual([
      { status: 'REJECTED', rejected_reason: 'INVALID_FORMAT' },
    ]);
    expect(await template()).toMatchObject({ status: 'APPROVED' });
  });

  it('is found whether Meta writes en-US or en_US', async () => {
    await knownTemplate('order_confirmation', 'en_US');
    await database.sql(`UPDATE templates SET status = 'PENDING'`);
    await take([recorded('template-status-approved')]);
    expect(await template('order_confirmation')).toMatchObject({ status: 'APPROVED' });
  });

  it('makes its messages wait, and lets them go on', async () => {
    const id = await database.message({ templateName: 'purchase_order_issued' });
    const name = { message_template_name: 'purchase_order_issued', message_template_language: 'es' };
    await take([told('message_template_status_update', { event: 'PAUSED', ...name }, 1)]);
    expect(await database.claims.claim([id])).toEqual([null]);
    await take([told('message_template_status_update', { event: 'APPROVED', ...name }, 2)]);
    expect(await database.claims.claim([id])).toMatchObject([{ messageId: id, attempt: 1 }]);
  });

  it("is the latest by Meta's time in each of 120 orders, and of one second the one that stops most", async () => {
    const same = ['paused', 'unpaused', 'archived', 'disabled'].map((name) => recorded(`template-status-${name}`));
    const name = { message_template_name: 'purchase_order_issued', message_template_language: 'es' };
    const earlier = told('message_template_status_update', { event: 'DELETED', ...name }).replace(
      /"time":\d+/,
      '"time":1751247547',
    );
    const ends = new Set<unknown>();
    for (const order of permutations([...same, earlier])) {
      await forget();
      await take(order);
      await take(order);
      ends.add((await template())?.['status']);
    }
    expect([...ends]).toEqual(['DISABLED']);
    // Which was the last, only Meta's list can say.
    expect(await syncRequests()).toEqual([{ waba_id: WABA }]);
  });

  it('asks for the list where the event does not say it, and where the template is not known', async () => {
    const flagged = {
      event: 'FLAGGED',
      message_template_name: 'purchase_order_issued',
      message_template_language: 'es',
    };
    await take([told('message_template_status_update', flagged)]);
    expect(await template()).toMatchObject({ status: 'APPROVED' });
    expect(await syncRequests()).toEqual([{ waba_id: WABA }]);
    const repository = new TemplatesRepository(database.dataSource);
    const request = await repository.takeSyncRequest();
    if (request === null) throw new Error('no request');
    expect(await repository.takeSyncRequest()).toBeNull();
    await repository.endSyncRequest(request);
    expect(await syncRequests()).toEqual([]);
    await take([
      told('message_template_status_update', { ...flagged, event: 'PAUSED', message_template_name: 'new_one' }),
    ]);
    expect(await syncRequests()).toEqual([{ waba_id: WABA }]);
  });

  it('asks for the list until it was read, and again where it was asked for meanwhile', async () => {
    const repository = new TemplatesRepository(database.dataSource);
    const news = (second: number): string =>
      told(
        'message_template_status_update',
        { event: 'FLAGGED', message_template_name: 'purchase_order_issued', message_template_language: 'es' },
        second,
      );
    await take([news(1)]);
    const first = await repository.takeSyncRequest();
    if (first === null) throw new Error('no request');
    await database.sql(`UPDATE template_sync_requests SET due_at = due_at - interval '1 minute'`);
    const second = await repository.takeSyncRequest();
    if (second === null) throw new Error('who took it first has not ended it');
    await take([news(2)]);
    await repository.endSyncRequest(second);
    expect(await repository.takeSyncRequest()).toMatchObject({ wabaId: WABA });
  });

  it('asks for the list until it was read, also where one account cannot be read or has no token', async () => {
    const sender = { appId: null, appSecrets: [], mps: 80, defaultLanguage: 'es' };
    const senders = new Senders([
      { ...sender, phoneNumberId: SENDER, wabaId: 'broken', token: AccessToken.fixed('token') },
      { ...sender, phoneNumberId: SECOND_SENDER, wabaId: WABA, token: AccessToken.fixed('token') },
    ]);
    const listTemplates = ({ wabaId }: { readonly wabaId: string }) =>
      wabaId === WABA ? Promise.resolve({ kind: 'ok' as const, templates: [] }) : Promise.reject(new Error('no disk'));
    const repository = new TemplatesRepository(database.dataSource);
    const log = new EventLog(
      'worker',
      'info',
      () => {},
      () => new Date(),
    );
    const sync = new SyncChangedTemplates(senders, new SyncTemplates({ listTemplates }, repository), repository, log);
    for (const wabaId of ['broken', 'tokenless', WABA])
      await database.sql('INSERT INTO template_sync_requests (waba_id) VALUES ($1)', [wabaId]);
    await expect(sync.round()).rejects.toThrow('no disk');
    await sync.round();
    expect(await database.sql('SELECT waba_id FROM template_sync_requests ORDER BY waba_id')).toEqual([
      { waba_id: 'broken' },
      { waba_id: 'tokenless' },
    ]);
    expect(await template()).toMatchObject({ status: 'DELETED' });
  });

  it('does not undo a list of Meta that is newer, nor is it undone by one that was asked for before', async () => {
    const list = readTemplate({
      name: 'purchase_order_issued',
      language: 'es',
      status: 'APPROVED',
      category: 'UTILITY',
    });
    if (list === null) throw new Error('no template');
    const repository = new TemplatesRepository(database.dataSource);
    const pause = told('message_template_status_update', {
      event: 'PAUSED',
      message_template_name: 'purchase_order_issued',
      message_template_language: 'es',
    });
    await repository.upsertAll(WABA, [list], new Date('2026-11-23T09:02:00Z'));
    expect(results(await take([pause]))).toEqual(['recorded']);
    expect(await template()).toMatchObject({ status: 'APPROVED' });
    await begin();
    await take([pause]);
    await repository.upsertAll(WABA, [list], new Date('2026-11-23T08:59:59Z'));
    expect(await template()).toMatchObject({ status: 'PAUSED' });
    await repository.upsertAll(WABA, [list], new Date('2026-11-23T09:02:00Z'));
    expect(await template()).toMatchObject({ status: 'APPROVED' });
  });
});

describe('what else Meta tells of a template', () => {
  it('is its quality', async () => {
    await take([recorded('template-quality')]);
    expect(await template()).toMatchObject({ quality: 'RED' });
    const filedUnderStatus = recorded('template-quality').replace(
      'message_template_quality_update',
      'message_template_status_update',
    );
    await begin();
    await take([filedUnderStatus]);
    expect(await template()).toMatchObject({ quality: 'RED', status: 'APPROVED' });
  });

  it('is its category, once it has it: an announcement changes nothing', async () => {
    await knownTemplate('welcome_template', 'en_US');
    expect(results(await take([recorded('template-category-impending')]))).toEqual(['recorded']);
    expect(await template('welcome_template')).toMatchObject({ category: 'UTILITY', previous_category: null });
    expect(results(await take([recorded('template-category-completed')]))).toEqual(['applied']);
    expect(await template('welcome_template')).toMatchObject({ category: 'MARKETING', previous_category: 'UTILITY' });
  });

  it('is that it was moved to MARKETING: somebody hears of it once, and once more when it is back', async () => {
    await knownTemplate('welcome_template', 'en_US');
    const lines: string[] = [];
    const log = new EventLog(
      'worker',
      'info',
      (line) => lines.push(line),
      () => new Date(),
    );
    const workers = [1, 2].map(() => new NoticeCategoryDrift(new TemplatesRepository(database.dataSource), log));
    const heard = async (): Promise<readonly string[]> => {
      lines.length = 0;
      for (let round = 0; round < 2; round += 1) await Promise.all(workers.map((worker) => worker.round()));
      return lines.map((line) => /"event":"([^"]+)"/.exec(line)?.[1] ?? line);
    };
    expect(await heard()).toEqual([]);
    await take([recorded('template-category-completed')]);
    expect(await heard()).toEqual(['template.category_drifted']);
    await database.sql(`UPDATE templates SET category = 'UTILITY', previous_category = 'MARKETING'`);
    expect(await heard()).toEqual(['template.category_restored']);
  });

  it('is, with its status, a category that we do not know: the list is asked for what it was before', async () => {
    const name = { message_template_name: 'purchase_order_issued', message_template_language: 'es' };
    const approved = (category: string, second: number): string =>
      told(
        'message_template_status_update',
        { event: 'APPROVED', ...name, message_template_category: category },
        second,
      );
    await take([approved('UTILITY', 1)]);
    expect(await syncRequests()).toEqual([]);
    await take([approved('MARKETING', 2)]);
    expect(await syncRequests()).toEqual([{ waba_id: WABA }]);
  });

  it('is that its components have changed: they are read again', async () => {
    const name = { message_template_name: 'purchase_order_issued', message_template_language: 'es' };
    await take([told('message_template_components_update', { ...name, message_template_element: 'new' })]);
    expect(await syncRequests()).toEqual([{ waba_id: WABA }]);
  });
});

describe('an account', () => {
  const restriction = (until: string | null, second = 0): string =>
    told(
      'account_update',
      {
        event: 'ACCOUNT_RESTRICTION',
        restriction_info: [
          {
            restriction_type: 'RESTRICTED_BIZ_INITIATED_MESSAGING',
            ...(until !== null && { expiration: Date.parse(until) / 1_000 }),
          },
        ],
      },
      second,
    );
  const ban = (state: string, second = 0): string =>
    told('account_update', { event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: state } }, second);
  const review = (decision: string, second = 0): string => told('account_review_update', { decision }, second);

  it.each([
    ['account-update-disabled', 'ACCOUNT_DISABLED'],
    ['account-update-restriction', 'ACCOUNT_RESTRICTED'],
    ['account-review-rejected', 'ACCOUNT_REVIEW'],
  ])('that Meta stops (%s) has its senders paused', async (name, cause) => {
    // The recorded restriction ends a week after it began.
    const body = recorded(name).replaceAll('1796031000', '4000000000');
    const [outcome] = await take([body]);
    expect(outcome).toEqual({ result: 'applied', paused: [SENDER], resumed: [] });
    expect(await sender()).toMatchObject(paused(cause));
    const id = await database.message();
    expect(await database.claims.claim([id])).toEqual([null]);
  });

  it.each([
    'account-update-violation',
    'account-update-volume-tier',
    'account-alert-limit-deferred',
    'security-pin-reset-request',
  ])('of which Meta only tells something (%s) goes on; it is kept once', async (name) => {
    expect(results(await take([recorded(name), recorded(name)]))).toEqual(['recorded', 'unchanged']);
    expect(await sender()).toMatchObject(ACTIVE);
    expect(await database.sql('SELECT data FROM account_events')).toHaveLength(1);
  });

  it('that is about to be disabled goes on until it is', async () => {
    await take([ban('SCHEDULE_FOR_DISABLE')]);
    expect(await sender()).toMatchObject(ACTIVE);
  });

  it('goes on, one message at a time, when it is reinstated', async () => {
    await take([ban('DISABLE', 1)]);
    const [outcome] = await take([ban('REINSTATE', 2)]);
    expect(outcome).toMatchObject({ resumed: [SENDER] });
    expect(await sender()).toEqual({ ...ACTIVE, half_open: true });
  });

  it('that is reinstated does not lift what a person, a payment or another fact of the account has paused', async () => {
    await database.sql(`UPDATE senders SET state = 'PAUSED', paused_by = 'PERSON', pause_reason = 'stocktaking'`);
    await take([ban('DISABLE', 1), ban('REINSTATE', 2)]);
    expect(await sender()).toMatchObject({ state: 'PAUSED', paused_by: 'PERSON', pause_reason: 'stocktaking' });
    await database.sql(`UPDATE senders SET paused_by = 'WEBHOOK', pause_reason = '131042: by webhook'`);
    await take([ban('DISABLE', 3), ban('REINSTATE', 4)]);
    expect(await sender()).toMatchObject({ state: 'PAUSED', pause_reason: '131042: by webhook' });
    await database.sql(`UPDATE senders SET state = 'ACTIVE', paused_by = NULL, pause_reason = NULL`);
    await take([ban('DISABLE', 5), review('REJECTED', 5), ban('REINSTATE', 6)]);
    expect(await sender()).toMatchObject(paused('ACCOUNT_REVIEW'));
    await take([review('APPROVED', 7)]);
    expect(await sender()).toMatchObject(ACTIVE);
  });

  it('that was locked as a message told it is the same that is disabled and reinstated', async () => {
    const locked = await messageThatMeetsTheLock(0);
    await locked.tell();
    expect(await sender()).toMatchObject({ pause_reason: '131031: by webhook' });
    await take([ban('DISABLE', 1)]);
    expect(await sender()).toMatchObject(paused('ACCOUNT_DISABLED'));
    await take([ban('REINSTATE', 2)]);
    expect(await sender()).toMatchObject(ACTIVE);
  });

  it.each([
    ['131031: by webhook', 'WEBHOOK'],
    ['131031: Account locked', 'ERROR'],
    ['368: Temporarily blocked for policies violations', 'ERROR'],
  ])(
    'that was locked (%s, by %s) goes on when it is reinstated, whether it was disabled in words or not',
    async (reason, by) => {
      await database.sql(`UPDATE senders SET state = 'PAUSED', paused_by = $1, pause_reason = $2, paused_at = $3`, [
        by,
        reason,
        moment(1),
      ]);
      expect(await take([ban('REINSTATE', 2)])).toMatchObject([{ resumed: [SENDER] }]);
      expect(await sender()).toEqual({ ...ACTIVE, half_open: true });
    },
  );

  it('goes on in every order of its lock, its end, and what a message tells late of the time between', async () => {
    const ends = new Set<string>();
    const said = [ban('DISABLE', 1), review('APPROVED', 2), ban('REINSTATE', 3), 'failed'] as const;
    for (const order of permutations(said)) {
      await forget();
      const locked = await messageThatMeetsTheLock(1);
      for (const body of order) await (body === 'failed' ? locked.tell() : take([body]));
      const { state, pause_reason: reason } = (await sender()) ?? {};
      ends.add(`${String(state)} ${String(reason)}`);
    }
    expect([...ends]).toEqual(['ACTIVE null']);
  });

  it.each([
    [
      'a restriction, its end that is over',
      [restriction(null, 1), restriction(moment(3).toISOString(), 2), 'failed'],
      2,
    ],
    ['a reinstatement in whole seconds', [ban('REINSTATE', 3), 'failed'], 3.9],
  ] as const)('goes on in every order of %s, and what a message tells late', async (_, said, second) => {
    for (const order of permutations(said)) {
      await forget();
      const locked = await messageThatMeetsTheLock(second);
      for (const body of order) await (body === 'failed' ? locked.tell() : take([body]));
      expect(await sender()).toMatchObject(ACTIVE);
    }
  });

  it('that is locked once more after it was reinstated is paused by the message that tells it', async () => {
    await take([ban('DISABLE', 1), ban('REINSTATE', 2)]);
    const locked = await messageThatMeetsTheLock(4);
    await locked.tell();
    expect(await sender()).toMatchObject({ state: 'PAUSED', pause_reason: '131031: by webhook' });
  });

  it.each([
    ['a restriction that is over', restriction(moment(3).toISOString(), 1)],
    ['a reinstatement', ban('REINSTATE', 3)],
    ['an approval', review('APPROVED', 3)],
  ])('stays locked when %s is told late, which was before the lock', async (_, late) => {
    const locked = await messageThatMeetsTheLock(10);
    await locked.tell();
    expect(await take([late])).toMatchObject([{ paused: [], resumed: [] }]);
    await events.liftEnded();
    expect(await sender()).toMatchObject({ state: 'PAUSED', pause_reason: '131031: by webhook' });
    expect(await take([ban('DISABLE', 9), ban('REINSTATE', 11)])).toMatchObject([{}, { resumed: [SENDER] }]);
  });

  it('stays locked by what Meta answered a moment ago when it is told late that it was reinstated before', async () => {
    await new SendersRepository(database.dataSource).pause(SENDER, 'ERROR', '131031: Account locked');
    await take([ban('REINSTATE', 3), restriction(moment(3).toISOString(), 1)]);
    expect(await sender()).toMatchObject({ state: 'PAUSED', paused_by: 'ERROR' });
  });

  it.each([
    ['a restriction that is over', restriction(moment(3).toISOString(), 1)],
    ['a reinstatement', ban('REINSTATE', 3)],
  ])('that goes on is stopped by what was sent after %s, not by what was sent before', async (_, past) => {
    const [before, after] = [await messageThatMeetsTheLock(2), await messageThatMeetsTheLock(5, '131042')];
    await take([past]);
    await events.liftEnded();
    await before.tell();
    expect(await sender()).toMatchObject(ACTIVE);
    await after.tell();
    expect(await sender()).toMatchObject({ state: 'PAUSED', pause_reason: '131042: by webhook' });
  });

  it('is as a person has resumed it, whatever is told late of the time before', async () => {
    await new SendersRepository(database.dataSource).pause(SENDER, 'PERSON', 'stocktaking');
    await new SendersRepository(database.dataSource).resume(SENDER, false);
    const locked = await messageThatMeetsTheLock(5);
    await take([ban('REINSTATE', 3), restriction(moment(3).toISOString(), 1)]);
    await locked.tell();
    expect(await sender()).toMatchObject(ACTIVE);
  });

  it('is not paused anew by a restriction that is over, where a person has overruled another fact', async () => {
    await take([ban('DISABLE', 1)]);
    await database.sql(`UPDATE senders SET state = 'ACTIVE', paused_by = NULL, pause_reason = NULL, paused_at = NULL`);
    await take([restriction(moment(3).toISOString(), 2)]);
    expect(await sender()).toMatchObject(ACTIVE);
  });

  it('that a person has resumed before its restriction was over is stopped by the next lock, whatever else is told', async () => {
    await take([restriction('2100-01-01T00:00:00Z', 1)]);
    const states = new SendersRepository(database.dataSource);
    await states.resume(SENDER, false);
    await database.sql(`UPDATE senders SET resumed_at = now() - interval '1 hour'`);
    await database.sql(`UPDATE sender_account_facts SET ends_at = ends_at - interval '1 hour'`);
    await states.pause(SENDER, 'ERROR', '131031: Account locked');
    await take([review('APPROVED', 2)]);
    expect(await sender()).toMatchObject({ state: 'PAUSED', pause_reason: '131031: Account locked' });
  });

  it('is not paused anew by the repetition of what a person has overruled', async () => {
    await take([ban('DISABLE', 1)]);
    await database.sql(`UPDATE senders SET state = 'ACTIVE', paused_by = NULL, pause_reason = NULL`);
    expect(results(await take([ban('DISABLE', 1)]))).toEqual(['unchanged']);
    expect(await sender()).toMatchObject(ACTIVE);
    await take([ban('DISABLE', 2)]);
    expect(await sender()).toMatchObject(paused('ACCOUNT_DISABLED'));
  });

  it('that is restricted goes on when the time is over that Meta told', async () => {
    await take([restriction('2100-01-01T00:00:00Z', 1)]);
    expect(await events.liftEnded()).toEqual([]);
    expect(await sender()).toMatchObject(paused('ACCOUNT_RESTRICTED'));
    await database.sql(`UPDATE sender_account_facts SET ends_at = now() - interval '1 second'`);
    expect(await events.liftEnded()).toEqual([SENDER]);
    expect(await sender()).toEqual({ ...ACTIVE, half_open: true });
    expect(await events.liftEnded()).toEqual([]);
  });

  it('of whose restrictions two are told in one second is restricted by the one that ends later', async () => {
    const [short, long, endless] = ['2099-01-01T00:00:00Z', '2099-01-02T00:00:00Z', null];
    for (const order of permutations([short, long])) {
      await forget();
      for (const end of order) await take([restriction(end, 1)]);
      expect(await database.sql('SELECT ends_at FROM sender_account_facts')).toEqual([{ ends_at: new Date(long) }]);
    }
    for (const order of permutations([short, endless])) {
      await forget();
      for (const end of order) await take([restriction(end, 1)]);
      expect(await database.sql('SELECT ends_at FROM sender_account_facts')).toEqual([{ ends_at: null }]);
    }
  });

  it('is not paused anew by the repetition of a word that has no time, after it was taken back', async () => {
    const untimed = ban('DISABLE').replace(/"time":\d+/, '$&000');
    await take([untimed]);
    expect(await sender()).toMatchObject(paused('ACCOUNT_DISABLED'));
    await take([ban('REINSTATE', 3_601)]);
    expect(results(await take([untimed], [SENDER], moment(3_660)))).toEqual(['unchanged']);
    expect(await sender()).toMatchObject(ACTIVE);
    // The same word with a time is another.
    expect(results(await take([ban('DISABLE', 3_670)], [SENDER], moment(3_670)))).toEqual(['applied']);
    expect(await sender()).toMatchObject(paused('ACCOUNT_DISABLED'));
  });

  it('ends the same in every order of what Meta told of it', async () => {
    const said = [
      ban('DISABLE', 1),
      ban('REINSTATE', 3),
      review('REJECTED', 2),
      review('APPROVED', 4),
      restriction(null, 5),
    ];
    const ends = new Set<string>();
    for (const order of permutations(said)) {
      await forget();
      for (const body of order) await take([body]);
      ends.add(
        JSON.stringify([
          (await sender())?.['pause_reason'],
          await database.sql('SELECT fact, stops FROM sender_account_facts ORDER BY fact'),
        ]),
      );
    }
    expect(ends.size).toBe(1);
    expect([...ends][0]).toContain('ACCOUNT_RESTRICTED: by webhook');
  });

  describe('whose senders have app secrets of their own, which Meta tells once for each app', () => {
    beforeEach(secondSender);
    const states = async (): Promise<readonly unknown[]> =>
      (await Promise.all([SENDER, SECOND_SENDER].map(sender))).map((row) => row?.['state']);

    it('pauses and resumes each of them by what its own secret has signed, once', async () => {
      const lock = (id: string) => take([ban('DISABLE', 1)], [id]);
      expect(await lock(SECOND_SENDER)).toEqual([{ result: 'applied', paused: [SECOND_SENDER], resumed: [] }]);
      expect(await states()).toEqual(['ACTIVE', 'PAUSED']);
      expect(await lock(SENDER)).toEqual([{ result: 'applied', paused: [SENDER], resumed: [] }]);
      expect(results([...(await lock(SENDER)), ...(await lock(SECOND_SENDER))])).toEqual(['unchanged', 'unchanged']);
      expect(await take([ban('REINSTATE', 2)], [SENDER])).toMatchObject([{ resumed: [SENDER] }]);
      expect(await states()).toEqual(['ACTIVE', 'PAUSED']);
      expect(await take([ban('REINSTATE', 2)], [SENDER, SECOND_SENDER])).toMatchObject([{ resumed: [SECOND_SENDER] }]);
      expect(await database.sql('SELECT FROM account_events')).toHaveLength(2);
    });

    it('hears of none of them what another one said, not even that it goes on', async () => {
      await take([ban('REINSTATE', 9), review('REJECTED', 9)], [SECOND_SENDER]);
      expect(await take([ban('DISABLE', 5)], [SENDER])).toMatchObject([{ paused: [SENDER] }]);
      expect(await sender()).toMatchObject(paused('ACCOUNT_DISABLED'));
      expect(await take([ban('REINSTATE', 6)], [SENDER])).toMatchObject([{ resumed: [SENDER] }]);
      expect(await states()).toEqual(['ACTIVE', 'PAUSED']);
    });

    it('ends the same in every order of what all of them said', async () => {
      const said = [SENDER, SECOND_SENDER].flatMap((id) =>
        [ban('DISABLE', 1), ban('REINSTATE', 2)].map((body) => [body, id] as const),
      );
      const ends = new Set<string>();
      for (const order of permutations(said)) {
        await forget();
        for (const [body, id] of order) await take([body], [id]);
        ends.add(JSON.stringify(await states()));
      }
      expect([...ends]).toEqual(['["ACTIVE","ACTIVE"]']);
    });

    it('ends a restriction for each of them', async () => {
      for (const id of [SENDER, SECOND_SENDER]) await take([restriction('2100-01-01T00:00:00Z', 1)], [id]);
      await database.sql(`UPDATE sender_account_facts SET ends_at = now() - interval '1 second'`);
      expect([...(await events.liftEnded())].toSorted()).toEqual([SENDER, SECOND_SENDER].toSorted());
    });

    it('is heard of once where nothing follows for any of them', async () => {
      const name = { message_template_name: 'purchase_order_issued', message_template_language: 'es' };
      const flagged = told('message_template_status_update', { event: 'FLAGGED', ...name });
      const bodies = [flagged, recorded('account-alert-limit-deferred')];
      expect(results(await take(bodies, [SENDER]))).toEqual(['applied', 'recorded']);
      await database.sql('DELETE FROM template_sync_requests');
      expect(results(await take(bodies, [SECOND_SENDER]))).toEqual(['unchanged', 'unchanged']);
      expect(await syncRequests()).toEqual([]);
    });
  });

  it('that a sender has left says nothing of the one that it has now', async () => {
    await take([ban('DISABLE', 1)]);
    await database.sql(`UPDATE senders SET waba_id = '555', state = 'ACTIVE', paused_by = NULL, pause_reason = NULL`);
    expect(await take([review('APPROVED', 2).replace(WABA, '555')])).toMatchObject([{ paused: [] }]);
    await database.sql(
      `UPDATE senders SET state = 'PAUSED', paused_by = 'WEBHOOK', pause_reason = '131031: by webhook', paused_at = $1`,
      [moment(3)],
    );
    expect(await take([review('APPROVED', 4).replace(WABA, '555')])).toMatchObject([{ resumed: [SENDER] }]);
  });

  it('speaks for those of its senders whose secret signed, and for nobody else', async () => {
    await secondSender();
    expect(await take([ban('DISABLE')], [SECOND_SENDER])).toMatchObject([{ paused: [SECOND_SENDER] }]);
    expect(await sender()).toMatchObject(ACTIVE);
    await begin();
    expect(results(await take([ban('DISABLE').replace(WABA, '999')]))).toEqual(['foreign']);
    expect(results(await take([ban('DISABLE'), recorded('template-status-paused')], ['999']))).toEqual([
      'foreign',
      'foreign',
    ]);
    expect(await sender()).toMatchObject(ACTIVE);
    expect(await template()).toMatchObject({ status: 'APPROVED' });
    expect(await database.sql('SELECT FROM account_events')).toEqual([]);
  });
});

describe('what Meta tells of a number', () => {
  const facts = () =>
    database.sql(
      'SELECT verified_name, quality_rating, messaging_limit, throughput_level FROM senders ORDER BY phone_number_id',
    );

  const DIGITS = '15550783881';
  it('is kept with its sender: limit, throughput, quality, name', async () => {
    await events.nameNumber(SENDER, DIGITS);
    await take([recorded('phone-number-quality-throughput-upgrade')]);
    expect(await facts()).toEqual([
      { verified_name: null, quality_rating: null, messaging_limit: 'TIER_UNLIMITED', throughput_level: 'HIGH' },
    ]);
    const number = { display_phone_number: '+1 555-078-3881' };
    await take([
      told('phone_number_quality_update', { ...number, event: 'FLAGGED' }, 1),
      told('phone_number_name_update', { ...number, decision: 'REJECTED', requested_verified_name: 'No' }, 1),
      told('phone_number_name_update', { ...number, decision: 'APPROVED', requested_verified_name: 'Muñoz' }, 2),
      told('business_capability_update', { max_daily_conversations_per_business: 2000 }, 3),
    ]);
    expect(await facts()).toEqual([
      { verified_name: 'Muñoz', quality_rating: 'RED', messaging_limit: '2000', throughput_level: 'HIGH' },
    ]);
    // Of 2025: the limit of today stays.
    expect(results(await take([recorded('business-capability-update-tier')]))).toEqual(['recorded']);
  });

  it('is that of no other number of the account', async () => {
    await database.sql(`UPDATE senders SET display_phone_number = '+34 600 000 000'`);
    await database.sql(
      `INSERT INTO senders (phone_number_id, waba_id, mps, display_phone_number) VALUES ($1, $2, 80, '+1 555-078-3881')`,
      [SECOND_SENDER, WABA],
    );
    await take([recorded('phone-number-quality-throughput-upgrade')], [SENDER, SECOND_SENDER]);
    expect(await facts()).toMatchObject([{ throughput_level: null }, { throughput_level: 'HIGH' }]);
  });

  it('counts as soon as it is known which of the numbers of the account it is', async () => {
    await secondSender();
    const number = { display_phone_number: '+1 555-078-3881' };
    await take(
      [
        recorded('phone-number-quality-throughput-upgrade'),
        told('phone_number_quality_update', { ...number, event: 'FLAGGED' }, 1),
        told('phone_number_name_update', { ...number, decision: 'APPROVED', requested_verified_name: 'Muñoz' }, 2),
      ],
      [SENDER, SECOND_SENDER],
    );
    expect(await facts()).toMatchObject([{ quality_rating: null }, { quality_rating: null }]);
    await events.nameNumber(SECOND_SENDER, DIGITS);
    expect(await facts()).toMatchObject([
      { verified_name: null, quality_rating: null, throughput_level: null },
      { verified_name: 'Muñoz', quality_rating: 'RED', throughput_level: 'HIGH' },
    ]);
  });

  it('reaches a number also where another app of the account has told it before', async () => {
    await secondSender();
    await events.nameNumber(SECOND_SENDER, DIGITS);
    const flagged = told('phone_number_quality_update', { display_phone_number: DIGITS, event: 'FLAGGED' }, 1);
    const limit = told('business_capability_update', { max_daily_conversations_per_business: 2000 }, 1);
    expect(results(await take([flagged, limit], [SENDER]))).toEqual(['recorded', 'applied']);
    expect(results(await take([flagged, limit], [SECOND_SENDER]))).toEqual(['applied', 'applied']);
    expect(await facts()).toMatchObject([
      { quality_rating: null, messaging_limit: '2000' },
      { quality_rating: 'RED', messaging_limit: '2000' },
    ]);
  });

  it('is nothing of a number for which the secret that signed it does not speak', async () => {
    await secondSender();
    const flagged = { display_phone_number: DIGITS, event: 'FLAGGED' };
    await take([told('phone_number_quality_update', flagged, 1)], [SENDER]);
    await events.nameNumber(SECOND_SENDER, DIGITS);
    expect(await facts()).toMatchObject([{ quality_rating: null }, { quality_rating: null }]);
  });

  it('is not that of the only number that we have of the account, where Meta names another', async () => {
    const foreign = { display_phone_number: '+34 600 000 000' };
    await take([
      told('phone_number_quality_update', { ...foreign, event: 'FLAGGED' }, 1),
      told('phone_number_name_update', { ...foreign, decision: 'APPROVED', requested_verified_name: 'Other' }, 2),
    ]);
    expect(await facts()).toMatchObject([{ verified_name: null, quality_rating: null }]);
    await events.nameNumber(SENDER, DIGITS);
    expect(await facts()).toMatchObject([{ verified_name: null, quality_rating: null }]);
  });

  it('is lost to nobody who is named at the same moment', async () => {
    const naming = database.dataSource.createQueryRunner();
    await naming.startTransaction();
    await naming.query('UPDATE senders SET display_phone_number = $1', [DIGITS]);
    const flagged = { display_phone_number: DIGITS, event: 'FLAGGED' };
    const taking = take([told('phone_number_quality_update', flagged, 1)]);
    await expect.poll(() => database.somebodyWaits()).toBe(true);
    await naming.commitTransaction();
    await naming.release();
    await taking;
    expect(await facts()).toMatchObject([{ quality_rating: 'RED' }]);
  });
});
