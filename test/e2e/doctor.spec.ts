import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type RequestListener, createServer } from 'node:http';
import { type Server, createServer as createRawServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProcessSetup, RunningProcessesRepository, openDataSource } from '#database';
import { freePort } from '#local-postgres';
import { checkLiveMessage } from '../../apps/cli/src/doctor/check-live-message.js';
import { checkProcesses } from '../../apps/cli/src/doctor/check-processes.js';
import { CHECKS, type CheckedFinding, examine } from '../../apps/cli/src/doctor/examine.js';
import { pass } from '../../apps/cli/src/doctor/finding.js';
import { openSurroundings, type SurroundingsOptions } from '../../apps/cli/src/doctor/open-surroundings.js';
import { defaultSettings } from '../../apps/sandbox/src/sandbox-settings.js';
import { at, exampleMessage, textAt } from '../support/examples.js';
import { redisAtHand, startTestPostgres, startTestRedis } from '../support/local-servers.js';
import { ADMIN_KEY, SENDER, type Stack, startStack, until } from '../support/stack.js';

type Variables = Readonly<Record<string, string>>;

const WABA = defaultSettings.wabaId;

let stack: Stack;
let folder: string;
let healthy: Variables;
const closing: Server[] = [];

beforeAll(async () => {
  const started = await startStack({ backend: 'postgres', worker: true });
  if (started === null) throw new Error('PostgreSQL is always there');
  stack = started;
  folder = await mkdtemp(join(tmpdir(), 'recado-doctor-'));
  execFileSync('git', ['init', '--quiet'], { cwd: folder });
  healthy = {
    NODE_ENV: 'test',
    ENABLE_WHATSAPP_NOTIFICATIONS: 'true',
    DATABASE_URL: stack.databaseUrl,
    API_PORT: new URL(stack.url).port,
    WORKER_PORT: new URL(stack.workerUrl).port,
    PUBLIC_URL: stack.url,
    ADMIN_API_KEY: ADMIN_KEY,
    WHATSAPP_GRAPH_URL: stack.sandboxUrl,
    WHATSAPP_ACCESS_TOKEN: defaultSettings.accessToken,
    WHATSAPP_PHONE_NUMBER_ID: SENDER,
    WHATSAPP_BUSINESS_ACCOUNT_ID: WABA,
    WHATSAPP_APP_ID: defaultSettings.appId,
    WHATSAPP_APP_SECRET: defaultSettings.appSecret,
    WHATSAPP_WEBHOOK_VERIFY_TOKEN: defaultSettings.verifyToken,
  };
});

afterAll(async () => {
  for (const server of closing.splice(0)) server.close();
  await stack.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Everything that the doctor finds there. An empty variable counts as unset. */
async function found(
  change: Variables = {},
  options: Partial<SurroundingsOptions> = {},
  checks = CHECKS,
): Promise<readonly CheckedFinding[]> {
  const reading = await openSurroundings({ ...healthy, ...change }, { folder, ...options });
  if (reading.kind === 'invalid') throw new Error(reading.problems.join('\n'));
  const nobody = (): void => undefined;
  try {
    return await examine(checks, reading.surroundings, nobody, nobody);
  } finally {
    await reading.close();
  }
}

/** What is wrong, as `fail CODE`. */
function wrong(all: readonly CheckedFinding[]): string[] {
  return all.flatMap(({ finding }) => ('code' in finding ? [`${finding.result} ${finding.code}`] : []));
}

/** How the real ones say that they are set up. */
async function connectedAs(process: string): Promise<ProcessSetup> {
  const database = await openDataSource(stack.databaseUrl, { applicationName: 'recado-test', maxConnections: 1 });
  const setups = await new RunningProcessesRepository(database).setups();
  await database.destroy();
  const [setup] = setups.filter((one) => one.process === process);
  if (setup === undefined) throw new Error(`${process} is not connected`);
  return setup;
}

function committed(all: readonly CheckedFinding[]): string[] {
  return all.flatMap(({ finding }) => ('code' in finding && finding.code === 'SECRET_COMMITTED' ? [finding.text] : []));
}

async function sandbox(method: string, path: string, body?: object): Promise<unknown> {
  const response = await fetch(`${stack.sandboxUrl}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${defaultSettings.accessToken}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return response.json();
}

/** Something that answers in the place of Meta, or of the API. */
async function serving(listener: RequestListener): Promise<string> {
  return `http://127.0.0.1:${await portOf(createServer(listener))}`;
}

async function portOf(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  closing.push(server);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

async function sent(to: string): Promise<string> {
  return textAt((await stack.call('POST', '/messages', { body: exampleMessage({ to }) })).json, 'id');
}

async function became(id: string, status: string): Promise<void> {
  await until(
    `${id} is ${status}`,
    async () => at((await stack.call('GET', `/messages/${id}`)).json, 'status') === status,
  );
}

describe('recado doctor', () => {
  it('says so where a check breaks, and goes on with the others', async () => {
    const broken = { name: 'broken', run: () => Promise.reject(new Error('it is broken')) };
    const fine = { name: 'fine', run: () => [pass('and this is fine')] };
    expect(await found({}, {}, [broken, fine])).toEqual([
      { check: 'broken', finding: { result: 'fail', code: 'CHECK_BROKEN', text: 'it is broken' } },
      { check: 'fine', finding: pass('and this is fine') },
    ]);
  });

  it('warns of nothing but that Meta was never heard, before the first message', async () => {
    expect(wrong(await found())).toEqual(['warn WEBHOOK_NEVER_HEARD']);
  });

  it('finds nothing wrong where nothing is, and looks at everything', async () => {
    await became(await sent('+34600000001'), 'READ');
    const all = await found();
    expect(wrong(all)).toEqual([]);
    const silent = ['phones', 'test and production'];
    const looked = new Set(all.map(({ check }) => check));
    expect(
      CHECKS.map(({ name }) => name)
        .filter((name) => !looked.has(name))
        .toSorted(),
    ).toEqual(silent);
  });
});

describe('recado doctor sees in the environment', () => {
  it.each<readonly [what: string, change: Variables, codes: readonly string[]]>([
    [
      'that a variable is missing',
      { WHATSAPP_WEBHOOK_VERIFY_TOKEN: '' },
      ['fail ENVIRONMENT_INVALID', 'fail WEBHOOK_UNREACHABLE'],
    ],
    ['that sending is off', { ENABLE_WHATSAPP_NOTIFICATIONS: '' }, ['warn SENDING_OFF']],
    ['that the app is not named', { WHATSAPP_APP_ID: '' }, ['warn APP_ID_MISSING', 'warn TOKEN_NOT_INSPECTED']],
    [
      'that production sends to the sandbox',
      { NODE_ENV: 'production' },
      ['fail ENVIRONMENT_INVALID', 'warn GRAPH_URL_NOT_META'],
    ],
    ['that it has no key', { ADMIN_API_KEY: '' }, ['warn KEY_MISSING']],
    ['that PostgreSQL is not where it says', { DATABASE_URL: 'postgres://u@127.0.0.1:1/x' }, ['fail DATABASE_AWAY']],
    ['that Redis is not where it says', { REDIS_URL: 'redis://127.0.0.1:1' }, ['fail QUEUE_AWAY']],
    ['a token that Meta does not know', { WHATSAPP_ACCESS_TOKEN: 'no-token-of-meta' }, ['fail TOKEN_INVALID']],
    ['no token at all', { WHATSAPP_ACCESS_TOKEN: '' }, ['fail ENVIRONMENT_INVALID', 'fail TOKEN_INVALID']],
    [
      'a phone number where its id belongs',
      { WHATSAPP_PHONE_NUMBER_ID: '34612345678' },
      ['fail ID_UNKNOWN', 'warn WEBHOOK_NEVER_HEARD'],
    ],
    [
      'an account that there is not',
      { WHATSAPP_BUSINESS_ACCOUNT_ID: '1' },
      ['fail TOKEN_WITHOUT_PERMISSION', 'fail ID_UNKNOWN'],
    ],
    ['the id of another app', { WHATSAPP_APP_ID: '1' }, ['fail TOKEN_NOT_INSPECTED', 'fail APP_NOT_SUBSCRIBED']],
    ['that Meta is not there', { WHATSAPP_GRAPH_URL: 'http://127.0.0.1:1' }, ['fail META_UNREACHABLE']],
    ['that the template does not exist', { PO_TEMPLATE: 'nobody_made_it' }, ['fail TEMPLATE_MISSING']],
    ['that it does not exist in the language', { PO_LANGUAGE: 'fr' }, ['fail TEMPLATE_MISSING']],
    [
      'a template under review',
      { PO_TEMPLATE: 'purchase_order_pending' },
      ['fail TEMPLATE_NOT_APPROVED', 'fail TEMPLATE_PARAMETERS'],
    ],
    [
      'a template that is marketing',
      { PO_TEMPLATE: 'purchase_order_reminder' },
      ['warn TEMPLATE_NOT_UTILITY', 'fail TEMPLATE_PARAMETERS'],
    ],
    ['a template with other variables', { PO_TEMPLATE: 'purchase_order_issued' }, ['fail TEMPLATE_PARAMETERS']],
    ['that nobody says where Meta reaches us', { PUBLIC_URL: '' }, ['fail PUBLIC_URL_MISSING']],
    [
      'an address where nothing listens',
      { PUBLIC_URL: 'http://127.0.0.1:1' },
      ['fail WEBHOOK_URL_ELSEWHERE', 'fail WEBHOOK_UNREACHABLE'],
    ],
    ['another verify token', { WHATSAPP_WEBHOOK_VERIFY_TOKEN: 'another-token' }, ['fail WEBHOOK_UNREACHABLE']],
    [
      'another app secret',
      { WHATSAPP_APP_SECRET: 'another-secret' },
      ['fail TOKEN_NOT_INSPECTED', 'fail WEBHOOK_SECRET_WRONG'],
    ],
    [
      'that Meta calls no http',
      { WHATSAPP_GRAPH_URL: 'https://127.0.0.1:1' },
      ['fail META_UNREACHABLE', 'fail PUBLIC_URL_NOT_HTTPS'],
    ],
    ['that no API answers', { API_PORT: '1' }, ['fail API_NOT_READY', 'fail METRICS_AWAY']],
    ['that no worker answers', { WORKER_PORT: '1' }, ['fail WORKER_NOT_READY', 'fail METRICS_AWAY']],
    ['a key that the API does not know', { ADMIN_API_KEY: 'x'.repeat(32) }, ['fail METRICS_AWAY']],
  ])('%s', async (_what, change, codes) => {
    expect(new Set(wrong(await found(change)))).toEqual(new Set(codes));
  });

  it.each<readonly [what: string, change: { queue?: string; senders?: string }, code: string, text: string]>([
    ['its queues in Redis', { queue: 'redis-1a2b3c4d' }, 'fail QUEUES_DIFFER', 'recado-worker redis-1a2b3c4d'],
    ['other senders', { senders: '2-1a2b3c4d' }, 'warn SENDERS_DIFFER', 'recado-worker 2-1a2b3c4d'],
  ])('that a second worker has %s', async (_what, change, code, text) => {
    const { process, queue, senders } = await connectedAs('recado-worker');
    const { applicationName } = new ProcessSetup(process, change.queue ?? queue, change.senders ?? senders);
    const second = await openDataSource(stack.databaseUrl, { applicationName, maxConnections: 1 });
    const all = await found({}, {}, [checkProcesses]);
    await second.destroy();
    expect(wrong(all)).toEqual([code]);
    expect(all.map(({ finding }) => finding.text).join()).toContain(text);
  });

  it('what a worker that starts beside such a one has said in its log', async () => {
    const { senders } = await connectedAs('recado-worker');
    await stack.stopWorker();
    const { applicationName } = new ProcessSetup('recado-worker', 'redis-1a2b3c4d', senders);
    const first = await openDataSource(stack.databaseUrl, { applicationName, maxConnections: 1 });
    await stack.startWorker();
    await until('it has said so', () => Promise.resolve(stack.workerLogged.join('').includes('"processes.differ"')));
    await first.destroy();
    expect(wrong(await found({}, {}, [checkProcesses]))).toEqual([]);
  });

  it('tables that nobody made', async () => {
    const empty = await startTestPostgres();
    const all = await found({ DATABASE_URL: empty.url });
    await empty.stop();
    expect(wrong(all)).toEqual(['fail MIGRATIONS_MISSING', 'fail QUEUE_TABLES_MISSING']);
    expect(all.filter(({ finding }) => finding.result === 'unchecked').map(({ check }) => check)).toEqual([
      'processes',
      'sending',
      'heard of Meta',
    ]);
  });

  it.runIf(redisAtHand())('a Redis that throws jobs away', async () => {
    const redis = await startTestRedis();
    if (redis === null) throw new Error('there is a redis-server, as redisAtHand() says');
    expect(wrong(await found({ REDIS_URL: redis.url }))).toEqual([]);
    const client = new Redis(redis.url);
    await client.config('SET', 'maxmemory-policy', 'allkeys-lru');
    client.disconnect();
    const all = await found({ REDIS_URL: redis.url });
    await redis.stop();
    expect(wrong(all)).toEqual(['fail QUEUE_EVICTS']);
  });

  it('a Redis that is too old', async () => {
    const info = 'redis_version:5.0.7\r\nmaxmemory_policy:noeviction\r\n';
    const old = createRawServer((socket) =>
      socket.on('data', (commands) => {
        // Every command has the same answer.
        for (const _ of String(commands).matchAll(/^\*\d/gm)) socket.write(`$${info.length}\r\n${info}\r\n`);
      }),
    );
    const port = await portOf(old);
    expect(wrong(await found({ REDIS_URL: `redis://127.0.0.1:${port}` }))).toEqual(['fail QUEUE_TOO_OLD']);
  });

  it('something in front of the API that takes any event', async () => {
    const url = await serving((request, response) => {
      const query = new URL(request.url ?? '', 'http://host').searchParams;
      const good = request.method === 'POST' || query.get('hub.verify_token') === defaultSettings.verifyToken;
      response.writeHead(good ? 200 : 403).end(query.get('hub.challenge'));
    });
    expect(wrong(await found({ PUBLIC_URL: url }))).toContain('fail WEBHOOK_UNGUARDED');
  });

  it('that it answers 204 to events without a signature', async () => {
    const url = await serving((request, response) => {
      const query = new URL(request.url ?? '', 'http://host').searchParams;
      const good = query.get('hub.verify_token') === defaultSettings.verifyToken;
      response.writeHead(request.method === 'POST' ? 204 : good ? 200 : 403).end(query.get('hub.challenge'));
    });
    const codes = wrong(await found({ PUBLIC_URL: url }));
    // Meta takes nothing but 200.
    expect(codes).toEqual(expect.arrayContaining(['fail WEBHOOK_UNGUARDED', 'fail WEBHOOK_SECRET_WRONG']));
  });

  it("an app secret in the senders' file that the API does not know", async () => {
    const entry = { phoneNumberId: '106540352242923', appSecret: 'secret-of-another-app' };
    const all = await found({ WHATSAPP_SENDERS_FILE: await sendersFile([entry]) });
    const tried = all.filter(({ check, finding }) => check === 'webhook' && finding.text.startsWith('an event signed'));
    expect(tried.map(({ finding }) => [finding.result, finding.text])).toEqual([
      ['pass', 'an event signed with WHATSAPP_APP_SECRET is taken'],
      ['fail', 'an event signed with an app secret of 106540352242923 is answered 401'],
    ]);
  });

  it("a clock that is not Meta's", async () => {
    const url = await serving((_request, response) => {
      response.writeHead(503, { date: new Date(Date.now() + 60_000).toUTCString() }).end();
    });
    expect(wrong(await found({ WHATSAPP_GRAPH_URL: url }))).toContain('fail CLOCK_SKEWED');
  });

  it('secrets in the repository, and in a file for everybody', async () => {
    const secret = 'a-token-that-nobody-may-see';
    await writeFile(join(folder, '.env'), `WHATSAPP_ACCESS_TOKEN=${secret}\n`);
    await chmod(join(folder, '.env'), 0o644);
    await writeFile(join(folder, 'notes.txt'), `the token is ${secret}\n`);
    const beside = wrong(await found({ WHATSAPP_ACCESS_TOKEN: secret }));
    execFileSync('git', ['add', '.env', 'notes.txt'], { cwd: folder });
    const all = await found({ WHATSAPP_ACCESS_TOKEN: secret });
    await mkdir(join(folder, 'below'));
    const fromBelow = committed(await found({ WHATSAPP_ACCESS_TOKEN: secret }, { folder: join(folder, 'below') }));
    execFileSync('git', ['rm', '--quiet', '--force', '.env', 'notes.txt'], { cwd: folder });
    expect(beside).toContain('warn SECRET_READABLE');
    expect(beside).not.toContain('fail SECRET_COMMITTED');
    const texts = committed(all);
    expect(texts).toContain('.env is in the repository');
    expect(texts).toContain('notes.txt holds WHATSAPP_ACCESS_TOKEN');
    expect(texts).toEqual(fromBelow);
    expect(JSON.stringify(all)).not.toContain(secret);
  });

  it('secrets that test and production share', async () => {
    const other = join(folder, 'production.env');
    const own = { WHATSAPP_APP_SECRET: defaultSettings.appSecret, WHATSAPP_ACCESS_TOKEN: 'another-token' };
    await writeFile(
      other,
      Object.entries(own)
        .map(([name, value]) => `${name}=${value}\n`)
        .join(''),
    );
    const all = await found({}, { otherEnv: other });
    await writeFile(other, 'WHATSAPP_APP_SECRET=another-secret\n');
    const apart = await found({}, { otherEnv: other });
    await rm(other);
    expect(wrong(all)).toEqual(['fail SECRETS_SHARED']);
    expect(wrong(apart)).toEqual([]);
  });

  it('secrets that they share in files', async () => {
    const [ours, theirs] = [join(folder, 'our-token'), join(folder, 'their-token')];
    const token = defaultSettings.accessToken;
    await writeFile(ours, `${token}\n`, { mode: 0o600 });
    const other = join(folder, 'production.env');
    const names = [
      'WHATSAPP_PHONE_NUMBER_ID=106540352242929',
      `WHATSAPP_BUSINESS_ACCOUNT_ID=${WABA}`,
      `WHATSAPP_ACCESS_TOKEN_FILE=${theirs}`,
    ];
    await writeFile(other, names.join('\n'));
    const change = { WHATSAPP_ACCESS_TOKEN: '', WHATSAPP_ACCESS_TOKEN_FILE: ours };
    const unreadable = await found(change, { otherEnv: other });
    await writeFile(theirs, `${token}\n`, { mode: 0o600 });
    const same = await found(change, { otherEnv: other });
    const file = await sendersFile([{ phoneNumberId: SENDER, token: 'another-token' }], 'production-senders.json');
    await writeFile(other, `WHATSAPP_SENDERS_FILE=${file}\n`);
    const number = await found(change, { otherEnv: other });
    for (const path of [ours, theirs, other, file]) await rm(path);
    expect(wrong(unreadable)).toEqual([]);
    expect(unreadable).toContainEqual({
      check: 'test and production',
      finding: { result: 'unchecked', text: expect.stringContaining('the token of 106540352242929') },
    });
    expect(same).toContainEqual({
      check: 'test and production',
      finding: { result: 'fail', code: 'SECRETS_SHARED', text: `the token of ${SENDER} is the same in ${other}` },
    });
    expect(number).toContainEqual({
      check: 'test and production',
      finding: { result: 'fail', code: 'SECRETS_SHARED', text: `the number ${SENDER} is the same in ${other}` },
    });
  });

  it('phones that cannot be written to', async () => {
    const file = join(folder, 'suppliers.csv');
    await writeFile(file, 'name,phone\nA,+34612345678\nB,612345678\n');
    const all = await found({}, { phones: file });
    await rm(file);
    expect(wrong(all)).toEqual(['fail PHONES_WRONG']);
  });
});

/** As Meta says that something stands in the way. */
function blocked(type: string, ...errors: readonly object[]): object {
  return { can_send_message: 'BLOCKED', entities: [{ entity_type: type, can_send_message: 'BLOCKED', errors }] };
}

/** Of further senders of the account; they share its token. */
async function sendersFile(entries: readonly object[], name = 'senders.json'): Promise<string> {
  const file = join(folder, name);
  const token = defaultSettings.accessToken;
  await writeFile(file, JSON.stringify(entries.map((entry) => ({ wabaId: WABA, token, ...entry }))), { mode: 0o600 });
  return file;
}

describe('recado doctor sees at Meta', () => {
  const number = (fields: object): Promise<unknown> => sandbox('PUT', `/sandbox/phone-numbers/${SENDER}`, fields);
  const template = (status: string): Promise<unknown> =>
    sandbox('PUT', '/sandbox/templates/po_notification/status', { status, webhook: false });

  it.each<readonly [what: string, breaking: () => Promise<unknown>, mending: () => Promise<unknown>, code: string]>([
    [
      'a token that has expired',
      () => sandbox('PUT', '/sandbox/token', { state: 'expired' }),
      () => sandbox('PUT', '/sandbox/token', {}),
      'fail TOKEN_INVALID',
    ],
    [
      'a token that will expire',
      () => sandbox('PUT', '/sandbox/token', { expiresAt: Math.floor(Date.now() / 1_000) + 30 * 86_400 }),
      () => sandbox('PUT', '/sandbox/token', { expiresAt: 0 }),
      'warn TOKEN_EXPIRES',
    ],
    [
      'a token of a day, as the dashboard hands it out for tests',
      () => sandbox('PUT', '/sandbox/token', { expiresAt: Math.floor(Date.now() / 1_000) + 86_400 }),
      () => sandbox('PUT', '/sandbox/token', { expiresAt: 0 }),
      'fail TOKEN_EXPIRES',
    ],
    [
      'a token without permissions',
      () => sandbox('PUT', '/sandbox/token', { state: 'no-permission' }),
      () => sandbox('PUT', '/sandbox/token', {}),
      'fail TOKEN_WITHOUT_PERMISSION',
    ],
    [
      'a token that does not reach the account',
      () => sandbox('PUT', '/sandbox/token', { state: 'no-asset-access' }),
      () => sandbox('PUT', '/sandbox/token', {}),
      'fail TOKEN_WITHOUT_PERMISSION',
    ],
    [
      'a number that is not connected',
      () => number({ status: 'DISCONNECTED' }),
      () => number({ status: 'CONNECTED' }),
      'fail NUMBER_NOT_CONNECTED, fail NUMBER_BLOCKED',
    ],
    [
      'a number of low quality',
      () => number({ quality_rating: 'RED' }),
      () => number({ quality_rating: 'GREEN' }),
      'warn NUMBER_QUALITY_LOW',
    ],
    [
      'a name that is not approved',
      () => number({ name_status: 'DECLINED' }),
      () => number({ name_status: 'APPROVED' }),
      'warn NUMBER_NAME_NOT_APPROVED',
    ],
    [
      'an account that is not reviewed',
      () => sandbox('PUT', '/sandbox/account', { account_review_status: 'REJECTED' }),
      () => sandbox('PUT', '/sandbox/account', { account_review_status: 'APPROVED' }),
      'fail ACCOUNT_NOT_REVIEWED, fail ACCOUNT_BLOCKED',
    ],
    ['a template that is paused', () => template('PAUSED'), () => template('APPROVED'), 'fail TEMPLATE_NOT_APPROVED'],
    [
      'that the app is not subscribed',
      () => sandbox('DELETE', `/v25.0/${WABA}/subscribed_apps`),
      () => sandbox('POST', `/v25.0/${WABA}/subscribed_apps`, {}),
      'fail APP_NOT_SUBSCRIBED',
    ],
    [
      'that webhooks go elsewhere',
      () => sandbox('POST', '/sandbox/webhook-url', { url: 'http://127.0.0.1:1/webhook', verify: false }),
      () => sandbox('POST', '/sandbox/webhook-url', { url: `${stack.url}/api/v1/whatsapp/webhook`, verify: false }),
      'fail WEBHOOK_URL_ELSEWHERE',
    ],
    [
      'an outage',
      () => sandbox('PUT', '/sandbox/faults', { outage: 'errors' }),
      () => sandbox('PUT', '/sandbox/faults', {}),
      'fail META_UNREACHABLE',
    ],
  ])('%s', async (_what, breaking, mending, code) => {
    await breaking();
    const all = await found();
    await mending();
    expect(new Set(wrong(all))).toEqual(new Set(code.split(', ')));
  });

  /** Meta as it answers what the sandbox cannot. */
  const answering = (path: RegExp, answer: object): Promise<string> =>
    serving((request, response) => {
      const json = path.test(request.url ?? '') ? answer : {};
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(json));
    });
  const token = (more: object): object => ({
    data: { is_valid: true, type: 'SYSTEM_USER', app_id: defaultSettings.appId, scopes: [], ...more },
  });
  const scopes = ['whatsapp_business_messaging', 'whatsapp_business_management'];

  it.each<readonly [what: string, path: RegExp, answer: object, code: string]>([
    ['a token of another app', /debug_token/, token({ app_id: '1' }), 'fail TOKEN_OF_ANOTHER_APP'],
    ['a token of a person', /debug_token/, token({ type: 'USER', scopes }), 'warn TOKEN_NOT_PERMANENT'],
    [
      'a token for another account',
      /debug_token/,
      token({ scopes, granular_scopes: [{ scope: scopes[0], target_ids: ['1'] }] }),
      'fail TOKEN_WITHOUT_PERMISSION',
    ],
    ['a number of another account', /phone_numbers/, { data: [{ id: '1' }] }, 'fail NUMBER_OF_ANOTHER_ACCOUNT'],
    [
      "a number that Meta blocks, in Meta's words",
      new RegExp(`/${SENDER}\\?`),
      {
        status: 'CONNECTED',
        health_status: {
          can_send_message: 'BLOCKED',
          entities: [
            {
              entity_type: 'BUSINESS',
              can_send_message: 'BLOCKED',
              errors: [{ error_code: 141006, error_description: 'No payment method.', possible_solution: 'Add one.' }],
            },
          ],
        },
      },
      'fail NUMBER_BLOCKED',
    ],
    [
      'a number that Meta blocks without a word',
      new RegExp(`/${SENDER}\\?`),
      { status: 'CONNECTED', health_status: blocked('PHONE_NUMBER') },
      'fail NUMBER_BLOCKED',
    ],
    [
      'an account that Meta blocks, though it is reviewed',
      new RegExp(`/${WABA}\\?`),
      {
        account_review_status: 'APPROVED',
        health_status: blocked('WABA', { error_code: 131042, error_description: 'No payment method.' }),
      },
      'fail ACCOUNT_BLOCKED',
    ],
    [
      'that the account has a callback URL of its own, which is another',
      /subscribed_apps/,
      {
        data: [
          {
            whatsapp_business_api_data: { id: defaultSettings.appId },
            override_callback_uri: 'https://elsewhere.example/webhook',
          },
        ],
      },
      'fail WEBHOOK_URL_ELSEWHERE',
    ],
  ])('%s', async (_what, path, answer, code) => {
    expect(wrong(await found({ WHATSAPP_GRAPH_URL: await answering(path, answer) }))).toContain(code);
  });

  it('does not call an account reviewed of which Meta tells nothing', async () => {
    const all = await found({ WHATSAPP_GRAPH_URL: await answering(/nothing/, {}) });
    expect(all.filter(({ check }) => check === 'account').map(({ finding }) => finding.result)).toEqual(['unchecked']);
  });

  it('that it refuses a question, in its own words', async () => {
    const url = await serving((request, response) => {
      const list = /phone_numbers/.test(request.url ?? '');
      const error = {
        code: 131009,
        message: '(#131009) Parameter value is not valid',
        error_data: { details: 'No lists today.' },
      };
      response
        .writeHead(list ? 400 : 200, { 'content-type': 'application/json' })
        .end(JSON.stringify(list ? { error } : {}));
    });
    const all = await found({ WHATSAPP_GRAPH_URL: url });
    expect(all).toContainEqual({
      check: 'number',
      finding: expect.objectContaining({ code: 'META_REFUSED', text: expect.stringMatching(/131009.*No lists today/) }),
    });
  });

  it('the callback URL of every number of an account', async () => {
    const second = '106540352242923';
    const path = `/${second}?`;
    const url = await serving((request, response) => {
      const own = request.url?.includes(path) === true;
      const webhook = own ? 'https://elsewhere.example/webhook' : `${stack.url}/api/v1/whatsapp/webhook`;
      const json = /subscribed_apps/.test(request.url ?? '')
        ? { data: [{ whatsapp_business_api_data: { id: defaultSettings.appId } }] }
        : { webhook_configuration: { application: webhook } };
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(json));
    });
    for (const ids of [[second], [second, '106540352242924']]) {
      const all = await found({
        WHATSAPP_GRAPH_URL: url,
        WHATSAPP_SENDERS_FILE: await sendersFile(ids.map((phoneNumberId) => ({ phoneNumberId }))),
      });
      expect(all.filter(({ finding }) => 'code' in finding && finding.code === 'WEBHOOK_URL_ELSEWHERE')).toHaveLength(
        1,
      );
    }
  });
});

describe('recado doctor sees in the database', () => {
  it('that Meta was not heard for more than a week', async () => {
    const [row] = await stack.sql('SELECT heard_until AS until FROM sender_hearing');
    await stack.sql(`UPDATE sender_hearing SET heard_until = now() - interval '8 days'`);
    const all = await found();
    await stack.sql('UPDATE sender_hearing SET heard_until = $1', [row?.['until']]);
    expect(wrong(all)).toEqual(['warn WEBHOOK_NEVER_HEARD']);
  });

  it('no pause of a number that is not configured any more', async () => {
    await stack.sql(
      `INSERT INTO senders (phone_number_id, waba_id, state, paused_by, pause_reason, paused_at)
       SELECT '106540352242928', waba_id, 'PAUSED', 'PERSON', 'gone', now() FROM senders LIMIT 1`,
    );
    const all = await found();
    await stack.sql(`DELETE FROM senders WHERE phone_number_id = '106540352242928'`);
    expect(wrong(all)).toEqual([]);
  });

  it('a PostgreSQL that is too old', async () => {
    // No such server is at hand: this one says of itself what an old one would.
    const name = new URL(stack.databaseUrl).pathname.slice(1);
    await stack.sql('CREATE SCHEMA old_server');
    await stack.sql(`CREATE FUNCTION old_server.current_setting(name text) RETURNS text LANGUAGE sql
      AS $$ SELECT CASE name WHEN 'server_version_num' THEN '130022' ELSE '13.22' END $$`);
    await stack.sql(`ALTER DATABASE ${name} SET search_path = old_server, pg_catalog, public`);
    const all = await found();
    await stack.sql(`ALTER DATABASE ${name} RESET search_path`);
    await stack.sql('DROP SCHEMA old_server CASCADE');
    expect(wrong(all)).toContain('fail DATABASE_TOO_OLD');
  });

  it.each<readonly [what: string, breaking: string, mending: string, code: string]>([
    [
      'a sender that is paused',
      `UPDATE senders SET state = 'PAUSED', paused_by = 'ERROR', pause_reason = '131042: payment', paused_at = now()`,
      `UPDATE senders SET state = 'ACTIVE', paused_by = NULL, pause_reason = NULL, paused_at = NULL`,
      'fail SENDER_PAUSED',
    ],
    [
      'that it was restored',
      'UPDATE installation SET recovery_needed = true',
      'UPDATE installation SET recovery_needed = false',
      'fail DATABASE_RESTORED',
    ],
    [
      'a migration that is not applied',
      `UPDATE schema_migrations SET name = name || '-gone' WHERE id = (SELECT max(id) FROM schema_migrations)`,
      `UPDATE schema_migrations SET name = replace(name, '-gone', '')`,
      'fail MIGRATIONS_MISSING, fail API_NOT_READY',
    ],
  ])('%s', async (_what, breaking, mending, code) => {
    await stack.sql(breaking);
    const all = await found();
    await stack.sql(mending);
    expect(new Set(wrong(all))).toEqual(new Set(code.split(', ')));
  });

  it('messages that wait for a person, and for a worker', async () => {
    await stack.stopWorker();
    const [held, waiting] = [await sent('+34600000002'), await sent('+34600000003')];
    await stack.sql('UPDATE send_queue SET state = 3, attempt = 1, attempted_at = now() WHERE message_id = $1', [held]);
    await stack.sql(`UPDATE send_queue SET due_at = now() - interval '10 minutes' WHERE message_id = $1`, [waiting]);
    const all = wrong(await found());
    await stack.call('POST', `/messages/${held}/fail`);
    await stack.startWorker();
    expect(all).toEqual(expect.arrayContaining(['warn MESSAGES_HELD', 'fail MESSAGES_WAITING']));
    await became(waiting, 'READ');
  });
});

/** Meta's word that a message of ours failed. */
function failedStatus(wamid: string): object {
  const status = {
    id: wamid,
    status: 'failed',
    timestamp: String(Math.floor(Date.now() / 1_000)),
    recipient_id: '34603000001',
    errors: [{ code: 131026, title: 'Message undeliverable' }],
  };
  const value = { messaging_product: 'whatsapp', metadata: { phone_number_id: SENDER }, statuses: [status] };
  return {
    object: 'whatsapp_business_account',
    entry: [{ id: WABA, changes: [{ field: 'messages', value }] }],
  };
}

describe('recado doctor --send', () => {
  const live = (to: string, patienceMs = 20_000): Promise<readonly CheckedFinding[]> =>
    found({}, {}, [checkLiveMessage(to, patienceMs, () => undefined)]);

  it("passes with Meta's own word on the message, and not before", async () => {
    expect(await live('+34600000004')).toMatchObject([
      { finding: { result: 'pass', text: expect.stringMatching(/its own webhook said (delivered|read)$/) } },
    ]);
  });

  it('is not content with a message that is sent and never delivered', async () => {
    const all = await live('+34603000001', 3_000);
    expect(all).toMatchObject([
      { finding: { code: 'LIVE_NOT_DELIVERED', text: expect.stringMatching(/said sent, and no more within 3 s$/) } },
    ]);
    expect(wrong(all)).toEqual(['warn LIVE_NOT_DELIVERED']);
  });

  it("fails with one that Meta's webhook fails after it said sent, and says that webhooks arrive", async () => {
    const told = `SELECT w.whatsapp_message_id AS wamid FROM message_events e JOIN whatsapp_messages w ON w.id = e.message_id
      WHERE e.type = 'sent' AND w.recipient_phone = '+34603000001' ORDER BY w.created_at`;
    const earlier = (await stack.sql(told)).length;
    const checking = live('+34603000001');
    await until('Meta said sent', async () => (await stack.sql(told)).length > earlier);
    await sandbox('POST', '/sandbox/webhook', failedStatus(textAt((await stack.sql(told)).at(-1), 'wamid')));
    expect(await checking).toMatchObject([
      { finding: { code: 'LIVE_FAILED', text: expect.stringMatching(/own webhook said failed, .*\(131026\)/) } },
    ]);
  });

  it('fails where Meta takes the message and its webhooks do not come', async () => {
    await sandbox('PUT', '/sandbox/faults', { webhooks: { lose: 1 } });
    const all = await live('+34600000005', 3_000);
    await sandbox('PUT', '/sandbox/faults', {});
    expect(wrong(all)).toEqual(['fail LIVE_NO_WEBHOOK']);
  });

  it('fails where the message is not sent, says what it waits for, and where it fails', async () => {
    await stack.call('POST', `/senders/${SENDER}/pause`, { body: { reason: 'a test' } });
    const waiting = await live('+34600000006', 500);
    await stack.call('POST', `/senders/${SENDER}/resume`);
    expect(waiting).toMatchObject([
      { finding: { code: 'LIVE_NOT_SENT', text: expect.stringContaining('SENDER_PAUSED') } },
    ]);
    const refused = await live('+34601131026');
    expect(wrong(refused)).toEqual(['fail LIVE_FAILED']);
    expect(JSON.stringify(refused)).not.toContain('webhook');
    expect(await live('+34602131026')).toMatchObject([
      { finding: { code: 'LIVE_FAILED', text: expect.stringContaining('so that webhooks arrive') } },
    ]);
  });

  it('fails where the phone is none, and where the API refuses', async () => {
    expect(wrong(await live('612345678'))).toEqual(['fail LIVE_REFUSED']);
    const check = checkLiveMessage('+34600000007', 500, () => undefined);
    expect(wrong(await found({ ADMIN_API_KEY: 'x'.repeat(32) }, {}, [check]))).toEqual(['fail LIVE_REFUSED']);
    expect(wrong(await found({ API_PORT: String(await freePort()) }, {}, [check]))).toEqual(['fail LIVE_REFUSED']);
  });
});
