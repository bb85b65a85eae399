import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestingModule } from '@nestjs/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { SenderTokensRepository, Senders, SendersRepository } from '#senders';
import { TemplatesRepository } from '#templates';
import { defaultSettings } from '../../apps/sandbox/src/sandbox-settings.js';
import { type RunningSandbox, startSandbox } from '../../apps/sandbox/src/start-sandbox.js';
import { EndTrials } from '../../apps/worker/src/upkeep/end-trials.js';
import { SyncTemplatesRegularly } from '../../apps/worker/src/upkeep/sync-templates-regularly.js';
import { ReadNumbers } from '../../apps/worker/src/upkeep/read-numbers.js';
import { ProbeSenders } from '../../apps/worker/src/upkeep/probe-senders.js';
import { WatchTokens } from '../../apps/worker/src/upkeep/watch-tokens.js';
import { at } from '../support/examples.js';
import { idleWorker } from '../support/idle-worker.js';
import { until } from '../support/stack.js';
import { SENDER, SendingDatabase, WABA } from './sending-database.js';

/** Workers whose sweeps stand still: a test has them look. One knows the app that made the token, the other does not. */
let database: SendingDatabase;
let senders: SendersRepository;
let sandbox: RunningSandbox;
let folder: string;
let tokenFile: string;
let worker: TestingModule;
let withoutApp: TestingModule;
const logged: string[] = [];

beforeAll(async () => {
  database = await SendingDatabase.start();
  senders = new SendersRepository(database.dataSource);
  sandbox = await startSandbox({ port: 0 });
  folder = await mkdtemp(join(tmpdir(), 'recado-probes-'));
  tokenFile = join(folder, 'token');
  await writeFile(tokenFile, defaultSettings.accessToken);
  worker = await lookingWithApp();
  withoutApp = await looking({});
});

beforeEach(async () => {
  await database.empty();
  await database.sql('TRUNCATE sender_probes, sender_tokens');
  await database.sql(`UPDATE senders SET number_due_at = NULL, quality_rating = NULL, quality_told_at = NULL, limit_told_at = NULL,
    name_told_at = NULL, throughput_level = NULL, throughput_told_at = NULL`);
  await control('POST', '/sandbox/reset');
  logged.length = 0;
});

afterAll(async () => {
  await Promise.all([worker.close(), withoutApp.close()]);
  await sandbox.close();
  await database.stop();
  await rm(folder, { recursive: true });
});

const lookingWithApp = (): Promise<TestingModule> =>
  looking({
    WHATSAPP_ACCESS_TOKEN: '',
    WHATSAPP_ACCESS_TOKEN_FILE: tokenFile,
    WHATSAPP_APP_ID: defaultSettings.appId,
  });

async function looking(variables: Readonly<Record<string, string>>): Promise<TestingModule> {
  const secrets = `another-secret-in-rotation,${defaultSettings.appSecret}`;
  const { module } = await idleWorker(
    { databaseUrl: database.url, sandboxUrl: sandbox.url },
    { environment: { WHATSAPP_APP_SECRET: secrets, ...variables }, onLine: (line) => logged.push(line) },
  );
  return module;
}

async function control(method: string, path: string, body: object = {}): Promise<unknown> {
  const response = await fetch(`${sandbox.url}${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(method !== 'GET' && { body: JSON.stringify(body) }),
  });
  expect(response.status).toBe(200);
  return response.json();
}

const requests = async (): Promise<number> => Number(at(await control('GET', '/sandbox/stats'), 'requests'));
const stateOf = async (): Promise<string | undefined> => (await senders.states()).get(SENDER)?.state;
const look = (by: TestingModule = worker): Promise<void> => by.get(ProbeSenders).round();
const dueNow = () => database.sql('UPDATE sender_probes SET due_at = now()');

/** In vain as often as it is due; Meta's calls that it cost. */
async function expectLooksInVain(by: TestingModule = worker): Promise<number> {
  const before = await requests();
  await look(by);
  await dueNow();
  await look(by);
  // Not due: whoever looks now asks nothing.
  await look(by);
  expect(await stateOf()).toBe('PAUSED');
  return (await requests()) - before;
}

describe('a sender that is paused for its token', () => {
  // Of each look the question with the wrong secret and with the right one; where the token is good, the number, too.
  it.each([
    ['expired', 4],
    ['invalidated', 4],
    ['no-permission', 4],
    ['no-asset-access', 6],
  ])('goes on when Meta says that it is good: %s before', async (state, calls) => {
    await senders.pause(SENDER, 'ERROR', '190: Access token has expired');
    await control('PUT', '/sandbox/token', { state });
    expect(await expectLooksInVain()).toBe(calls);
    await control('PUT', '/sandbox/token', { state: 'valid' });
    await dueNow();
    await look();
    expect(await stateOf()).toBe('ACTIVE');
    expect(await database.sql('SELECT half_open FROM senders')).toEqual([{ half_open: true }]);
    expect(logged.join('')).toContain('"event":"sender.resumed"');
  });

  it('goes on when the number can be read again, where the app is not known', async () => {
    await senders.pause(SENDER, 'ERROR', '190: Access token has expired');
    await control('PUT', '/sandbox/token', { state: 'expired' });
    expect(await expectLooksInVain(withoutApp)).toBe(2);
    await control('PUT', '/sandbox/token', { state: 'valid' });
    await dueNow();
    await look(withoutApp);
    expect(await stateOf()).toBe('ACTIVE');
  });

  it('goes on within two seconds when the token in its file is replaced', async () => {
    await senders.pause(SENDER, 'ERROR', '190: Access token has expired');
    await control('PUT', '/sandbox/token', { accessToken: 'a-new-token' });
    await look();
    await look();
    expect(await stateOf()).toBe('PAUSED');
    await writeFile(tokenFile, 'a-new-token');
    await until(
      'it goes on',
      async () => {
        await look();
        return (await stateOf()) === 'ACTIVE';
      },
      2_000,
    );
    await writeFile(tokenFile, defaultSettings.accessToken);
    const token = () => worker.get(Senders).byId(SENDER)?.token.value();
    await until('the first one is read again', () => token() === defaultSettings.accessToken, 5_000);
  });

  it('does not go on while Meta says that it could not send', async () => {
    await senders.pause(SENDER, 'ERROR', '190: Access token has expired');
    await control('PUT', '/sandbox/account', { account_review_status: 'REJECTED' });
    await expectLooksInVain();
  });
});

describe('a sender that is paused for its number', () => {
  it('goes on when that is connected', async () => {
    await senders.pause(SENDER, 'ERROR', '133010: Phone number Not Registered');
    await control('PUT', `/sandbox/phone-numbers/${SENDER}`, { status: 'PENDING' });
    expect(await expectLooksInVain()).toBe(2);
    await control('PUT', `/sandbox/phone-numbers/${SENDER}`, { status: 'CONNECTED' });
    await dueNow();
    await look();
    expect(await stateOf()).toBe('ACTIVE');
  });
});

describe('a sender that is paused for what nothing shows', () => {
  it.each([
    '131042: Payment',
    '131031: by webhook',
    '131048: Spam',
    '368: Policies',
    '131064: Violations',
    'HTTP 401: ?',
  ])('is tried after a quarter of an hour, and Meta is asked nothing before: %s', async (reason) => {
    await senders.pause(SENDER, 'ERROR', reason);
    const before = await requests();
    await look();
    await look();
    expect(await requests()).toBe(before);
    expect(await stateOf()).toBe('PAUSED');
    await dueNow();
    await look();
    expect(await requests()).toBe(before + 1);
    expect(await stateOf()).toBe('ACTIVE');
    expect(await database.sql('SELECT on_trial FROM sender_probes')).toEqual([{ on_trial: true }]);
  });

  it('is not tried while Meta says BLOCKED', async () => {
    await senders.pause(SENDER, 'WEBHOOK', '131031: by webhook');
    await control('PUT', `/sandbox/phone-numbers/${SENDER}`, { status: 'RESTRICTED' });
    await expectLooksInVain();
  });
});

describe('a sender whose account Meta has stopped, and whose end got lost on its way', () => {
  const stop = async (): Promise<void> => {
    await database.sql('DELETE FROM sender_account_facts');
    await database.sql(
      `INSERT INTO sender_account_facts (sender_id, waba_id, fact, stops, told_at) VALUES ($1, $2, 'ACCOUNT_DISABLED', true, now())`,
      [SENDER, WABA],
    );
    await senders.pause(SENDER, 'WEBHOOK', 'ACCOUNT_DISABLED: by webhook');
  };
  const lookOnceMore = async (): Promise<string | undefined> => {
    await dueNow();
    await look();
    return stateOf();
  };

  it('is tried with one message once Meta has said twice in a row that its number may send', async () => {
    await stop();
    expect(await lookOnceMore()).toBe('PAUSED');
    expect(await lookOnceMore()).toBe('PAUSED');
    await control('PUT', '/sandbox/account', { account_review_status: 'REJECTED' });
    expect(await lookOnceMore()).toBe('PAUSED');
    await control('PUT', '/sandbox/account', { account_review_status: 'APPROVED' });
    expect(await lookOnceMore()).toBe('PAUSED');
    expect(await lookOnceMore()).toBe('ACTIVE');
    expect(await database.sql('SELECT on_trial FROM sender_probes')).toEqual([{ on_trial: true }]);
    expect(await database.sql('SELECT stops FROM sender_account_facts')).toEqual([{ stops: false }]);
    // Whoever took in the webhook has told of the pause.
    expect(logged.join('')).not.toContain('sender.paused');
  });

  it('is tried so, too, where it had been paused for something else before', async () => {
    await stop();
    await database.sql(`UPDATE senders SET paused_by = 'ERROR', pause_reason = '131048: Spam rate limit hit'`);
    const paused = () => database.sql('SELECT state, pause_reason FROM senders');
    await look();
    expect(await paused()).toEqual([{ state: 'PAUSED', pause_reason: '131048: Spam rate limit hit' }]);
    expect(await lookOnceMore()).toBe('PAUSED');
    expect(await paused()).toEqual([{ state: 'PAUSED', pause_reason: 'ACCOUNT_DISABLED: by webhook' }]);
    expect(await lookOnceMore()).toBe('PAUSED');
    expect(await lookOnceMore()).toBe('ACTIVE');
  });

  it('goes on as usual after a later pause, where a person had resumed it meanwhile', async () => {
    await stop();
    await senders.resume(SENDER, true);
    await database.sql('UPDATE senders SET half_open = false');
    await senders.pause(SENDER, 'ERROR', '190: Access token has expired');
    await look();
    expect(await stateOf()).toBe('ACTIVE');
  });

  it.each(['BLOCKED', 'LIMITED'])('waits on while Meta says %s', async (state) => {
    await stop();
    if (state === 'BLOCKED') await control('PUT', '/sandbox/account', { account_review_status: 'REJECTED' });
    else await control('PUT', `/sandbox/phone-numbers/${SENDER}`, { name_status: 'DECLINED' });
    for (let times = 0; times < 4; times += 1) expect(await lookOnceMore()).toBe('PAUSED');
  });
});

it("leaves a person's pause alone, whatever Meta says", async () => {
  await senders.pause(SENDER, 'PERSON', '190: holidays');
  const before = await requests();
  await look();
  await look();
  expect([await stateOf(), await requests()]).toEqual(['PAUSED', before]);
});

describe('what a person does by a command', () => {
  it('stands in the log of one worker, without its reason', async () => {
    const round = () => Promise.all([worker, withoutApp].map((each) => each.get(EndTrials).round()));
    const lines = () => logged.filter((line) => line.includes('a person')).map((line): unknown => JSON.parse(line));
    await senders.pause(SENDER, 'PERSON', 'ask the owner', false);
    await round();
    expect(lines()).toMatchObject([{ event: 'sender.paused', sender: SENDER, reason: 'by a person' }]);
    await senders.resume(SENDER, true, false);
    await round();
    await round();
    expect(lines()).toHaveLength(2);
    expect(lines()[1]).toMatchObject({ event: 'sender.resumed', sender: SENDER, by: 'a person' });
    expect(logged.join('')).not.toContain('owner');
  });
});

describe('what Meta shows of a number', () => {
  const facts = () =>
    database.sql('SELECT quality_rating, messaging_limit, throughput_level, verified_name FROM senders');
  const read = (by = worker): Promise<void> => by.get(ReadNumbers).round();
  const SHOWN = {
    quality_rating: 'YELLOW',
    messaging_limit: 'TIER_2K',
    throughput_level: 'HIGH',
    verified_name: 'Lucky Shrub',
  };

  beforeEach(() =>
    control('PUT', `/sandbox/phone-numbers/${SENDER}`, { quality_rating: 'YELLOW', throughput: { level: 'HIGH' } }),
  );

  it('is read once an hour, by one worker', async () => {
    const before = await requests();
    await Promise.all([read(), read(withoutApp)]);
    await read();
    expect(await facts()).toEqual([SHOWN]);
    expect((await requests()) - before).toBe(1);
    await database.sql(`UPDATE senders SET number_due_at = now()`);
    await control('PUT', `/sandbox/phone-numbers/${SENDER}`, { quality_rating: 'UNKNOWN' });
    await read();
    expect(await facts()).toEqual([{ ...SHOWN, quality_rating: null }]);
  });

  it('is kept with a look at its pause, too', async () => {
    await senders.pause(SENDER, 'ERROR', '133010: Phone number Not Registered');
    await look();
    expect(await facts()).toEqual([SHOWN]);
  });

  it('gives way to what a webhook has told since', async () => {
    await database.sql(
      `UPDATE senders SET quality_rating = 'RED', quality_told_at = now(), throughput_level = 'OTHER', throughput_told_at = now() - interval '2 minutes'`,
    );
    await read();
    expect(await facts()).toEqual([{ ...SHOWN, quality_rating: 'RED' }]);
  });

  it('is asked for again after a minute where Meta does not answer', async () => {
    await control('PUT', '/sandbox/token', { state: 'expired' });
    await read();
    const [row] = await database.sql<{ soon: boolean }>(
      `SELECT number_due_at < now() + interval '61 seconds' AS soon FROM senders`,
    );
    expect(row).toEqual({ soon: true });
  });
});

describe('the list of templates', () => {
  it('is read by one of several workers, every 15 minutes, or a minute after Meta did not answer', async () => {
    await database.sql('TRUNCATE template_reads');
    const read = () => Promise.all([worker, withoutApp].map((each) => each.get(SyncTemplatesRegularly).round()));
    const minutes = async () => {
      const [row] = await database.sql<{ minutes: number }>(
        'SELECT round(extract(epoch FROM due_at - now()) / 60)::integer AS minutes FROM template_reads',
      );
      return row?.minutes;
    };
    await control('PUT', '/sandbox/token', { state: 'expired' });
    await read();
    expect(await minutes()).toBe(1);
    await control('PUT', '/sandbox/token', { state: 'valid' });
    await database.sql('UPDATE template_reads SET due_at = now()');
    const before = await requests();
    await read();
    expect((await requests()) - before).toBe(1);
    expect(await minutes()).toBe(15);
  });

  it('is read by one of those that start, too, unless it was read within a minute', async () => {
    const templates = worker.get(TemplatesRepository);
    const takenAtStart = async (dueIn: string) => {
      await database.sql('TRUNCATE template_reads');
      await database.sql(`INSERT INTO template_reads VALUES ($1, now() + $2::interval)`, [WABA, dueIn]);
      const taken: boolean[] = [];
      for (let start = 0; start < 2; start += 1) taken.push(await templates.takeRead(WABA, true));
      return taken;
    };
    expect(await takenAtStart('14 minutes 30 seconds')).toEqual([false, false]);
    expect(await takenAtStart('13 minutes')).toEqual([true, false]);
    await database.sql(`UPDATE template_reads SET due_at = now() + interval '13 minutes'`);
    expect(await templates.takeRead(WABA, false)).toBe(false);
  });
});

describe('how long a token lives', () => {
  const read = (): Promise<void> => worker.get(WatchTokens).round();
  const left = () => worker.get(SenderTokensRepository).secondsLeft([SENDER]);
  const DAY_S = 86_400;
  afterEach(() => vi.useRealTimers());
  const inDays = (days: number) => Math.floor(Date.now() / 1_000) + days * DAY_S;

  /** Each test has a worker of its own, which has asked nothing yet. */
  beforeEach(async () => {
    await worker.close();
    worker = await lookingWithApp();
  });

  it('is nothing to tell where it does not expire, or nobody can ask', async () => {
    await read();
    await withoutApp.get(WatchTokens).round();
    expect(await left()).toEqual([]);
  });

  it('is read from Meta once for all workers, and told from a week before, once a day', async () => {
    await control('PUT', '/sandbox/token', { expiresAt: inDays(6) + 60 });
    await read();
    const [answer] = await left();
    expect(answer?.senderId).toBe(SENDER);
    expect(answer?.seconds).toBeGreaterThan(6 * DAY_S);
    expect(answer?.seconds).toBeLessThan(6 * DAY_S + 61);
    const told = () => logged.filter((line) => line.includes('sender.token_expires'));
    expect(told()).toHaveLength(1);
    expect(JSON.parse(told()[0] ?? '')).toMatchObject({ level: 'warn', sender: SENDER, days: 6 });
    const before = await requests();
    await read();
    expect(await requests()).toBe(before);
    expect(told().join('')).not.toContain(defaultSettings.accessToken);
    expect(await worker.get(SenderTokensRepository).toWarnOf([SENDER], 7 * DAY_S * 1_000)).toEqual([]);
    await database.sql(`UPDATE sender_tokens SET warned_at = now() - interval '1 day'`);
    expect(await worker.get(SenderTokensRepository).toWarnOf([SENDER], 7 * DAY_S * 1_000)).toHaveLength(1);
  });

  it('is not told of more than a week before', async () => {
    await control('PUT', '/sandbox/token', { expiresAt: inDays(8) });
    await read();
    expect(await left()).toHaveLength(1);
    // A number that is no longer configured.
    expect(await worker.get(SenderTokensRepository).secondsLeft(['another'])).toEqual([]);
    expect(logged.join('')).not.toContain('sender.token_expires');
  });

  it('is asked again a minute later where Meta did not answer', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    await control('PUT', '/sandbox/token', { expiresAt: inDays(30) });
    await control('PUT', '/sandbox/faults', { outage: 'errors' });
    await read();
    await control('PUT', '/sandbox/faults', {});
    await read();
    expect(await left()).toEqual([]);
    vi.advanceTimersByTime(60_000);
    await read();
    expect(await left()).toHaveLength(1);
  });

  it('is asked with the app of the sender, and the log says so where Meta tells that app nothing', async () => {
    await control('PUT', '/sandbox/token', { expiresAt: inDays(30) });
    const file = join(folder, 'senders.json');
    const readAs = async (appId: string): Promise<void> => {
      const entry = { phoneNumberId: SENDER, wabaId: WABA, token: defaultSettings.accessToken, appId };
      await writeFile(file, JSON.stringify([entry]));
      const own = { WHATSAPP_PHONE_NUMBER_ID: '', WHATSAPP_BUSINESS_ACCOUNT_ID: '', WHATSAPP_ACCESS_TOKEN: '' };
      const other = await looking({ ...own, WHATSAPP_APP_ID: '4711', WHATSAPP_SENDERS_FILE: file });
      await database.sql('TRUNCATE sender_tokens');
      await other.get(WatchTokens).round();
      await other.close();
    };
    const refused = () => logged.filter((line) => line.includes('sender.token_not_told'));
    await readAs('1');
    expect(await left()).toEqual([]);
    expect(refused()).toHaveLength(1);
    expect(JSON.parse(refused()[0] ?? '')).toMatchObject({ level: 'warn', sender: SENDER, app: 'worker', appId: '1' });
    await readAs(defaultSettings.appId);
    expect(await left()).toHaveLength(1);
    expect(refused()).toHaveLength(1);
  });

  it('is missing where its file is, and the log names it', async () => {
    const entry = { phoneNumberId: SENDER, wabaId: WABA, tokenFile: join(folder, 'no-such-token') };
    const file = join(folder, 'senders.json');
    await writeFile(file, JSON.stringify([entry]));
    const own = { WHATSAPP_PHONE_NUMBER_ID: '', WHATSAPP_BUSINESS_ACCOUNT_ID: '', WHATSAPP_ACCESS_TOKEN: '' };
    const other = await looking({ ...own, WHATSAPP_SENDERS_FILE: file });
    await other.get(WatchTokens).round();
    await other.close();
    const [line = ''] = logged.filter((each) => each.includes('sender.token_missing'));
    expect(JSON.parse(line)).toMatchObject({ level: 'warn', sender: SENDER, file: entry.tokenFile });
  });

  it('is forgotten with the token, and read again with the next one', async () => {
    await control('PUT', '/sandbox/token', { expiresAt: inDays(30) });
    await read();
    expect(await left()).toHaveLength(1);
    await control('PUT', '/sandbox/token', { accessToken: 'a-token-without-end', expiresAt: 0 });
    await writeFile(tokenFile, 'a-token-without-end');
    await until(
      'the next one is read',
      async () => {
        await read();
        return (await left()).length === 0;
      },
      2_500,
    );
    await writeFile(tokenFile, defaultSettings.accessToken);
  });
});
