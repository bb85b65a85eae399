import { describe, expect, it } from 'vitest';
import { readEnvironment, type Role } from './read-environment.js';
import { describedVariables } from './variable.decorator.js';

/** What a process needs at least, for every role. */
const COMPLETE = {
  DATABASE_URL: 'postgres://recado@localhost/recado',
  WHATSAPP_PHONE_NUMBER_ID: '123456789',
  WHATSAPP_BUSINESS_ACCOUNT_ID: '987654321',
  WHATSAPP_APP_SECRET: 'app-secret-1',
  WHATSAPP_WEBHOOK_VERIFY_TOKEN: 'verify-token',
};

type Variables = Readonly<Record<string, string | undefined>>;

function read(variables: Variables = {}, role: Role = 'api') {
  return readEnvironment({ ...COMPLETE, ...variables }, role);
}

function problemsOf(variables: Variables, role: Role = 'api'): readonly string[] {
  const reading = read(variables, role);
  return reading.kind === 'valid' ? [] : reading.problems;
}

function valueOf(name: string, text: string, more: Variables = {}): unknown {
  const reading = read({ ...more, [name]: text });
  if (reading.kind === 'invalid') throw new Error(reading.problems.join('; '));
  return Object.entries(reading.environment).find(([key]) => key === name)?.[1];
}

/** For each variable: texts that are taken with what they mean, and texts that are refused. */
const VARIABLES: Readonly<Record<string, { good: Readonly<Record<string, unknown>>; bad: readonly string[] }>> = {
  ENABLE_WHATSAPP_NOTIFICATIONS: { good: { false: false }, bad: ['yes', '1', 'TRUE', 'on'] },
  WHATSAPP_ACCESS_TOKEN: { good: { token: 'token' }, bad: [] },
  WHATSAPP_ACCESS_TOKEN_FILE: { good: { '/run/secrets/token': '/run/secrets/token' }, bad: [] },
  WHATSAPP_PHONE_NUMBER_ID: { good: { '106540352242922': '106540352242922' }, bad: ['+34612345678', 'abc', '12 34'] },
  WHATSAPP_BUSINESS_ACCOUNT_ID: { good: { '102290129340398': '102290129340398' }, bad: ['waba', '1.5'] },
  WHATSAPP_WEBHOOK_VERIFY_TOKEN: { good: { 'any text': 'any text' }, bad: ['short'] },
  WHATSAPP_APP_SECRET: {
    good: { 'app-secret-1': ['app-secret-1'], ' new-secret , old-secret ,': ['new-secret', 'old-secret'] },
    bad: ['short', 'long-enough,short', ','],
  },
  WHATSAPP_APP_ID: { good: { '1234': '1234' }, bad: ['my app'] },
  WHATSAPP_SENDERS_FILE: { good: { 'senders.yaml': 'senders.yaml' }, bad: [] },
  WHATSAPP_GRAPH_URL: {
    good: {
      'http://localhost:4004': 'http://localhost:4004',
      'https://graph.example.com': 'https://graph.example.com',
    },
    bad: ['graph.example.com', 'ftp://graph.example.com', 'http://'],
  },
  WHATSAPP_GRAPH_VERSION: { good: { 'v24.0': 'v24.0' }, bad: ['25', 'v25', '25.0', 'v25.0/'] },
  WHATSAPP_MAX_MPS: { good: { '1': 1, '1000': 1_000 }, bad: ['0', '-1', '1001', '80.5', 'many', '1e2', '0x50'] },
  WHATSAPP_SEND_TIMEOUT_MS: { good: { '100': 100, '10000': 10_000 }, bad: ['99', '9s', '-9000', '9000.5'] },
  DATABASE_URL: {
    good: { 'postgres://a': 'postgres://a', 'postgresql://u:p@h:5432/d': 'postgresql://u:p@h:5432/d' },
    bad: ['mysql://a', 'localhost', 'http://postgres://'],
  },
  REDIS_URL: {
    good: {
      'redis://a:6379': 'redis://a:6379',
      'rediss://a': 'rediss://a',
      'redis://a,redis://b': 'redis://a,redis://b',
      'redis+sentinel://a:1,b:2/main': 'redis+sentinel://a:1,b:2/main',
      'rediss+sentinel://a:1,b:2/main': 'rediss+sentinel://a:1,b:2/main',
      'redis+sentinel://:p@a,b/main?sentinelPassword=p': 'redis+sentinel://:p@a,b/main?sentinelPassword=p',
      'redis+sentinel://u:p%3Aw%40@a,b/main?sentinelPassword=p@w':
        'redis+sentinel://u:p%3Aw%40@a,b/main?sentinelPassword=p@w',
    },
    bad: ['a:6379', 'http://a', 'sentinel://a', 'redis+sentinel://a:1,b:2'],
  },
  API_PORT: { good: { '0': 0, '8080': 8_080, '65535': 65_535 }, bad: ['65536', '-1', 'http', '80.1'] },
  WORKER_PORT: { good: { '3001': 3_001 }, bad: ['70000', 'a'] },
  SANDBOX_PORT: { good: { '4004': 4_004 }, bad: ['70000', 'a'] },
  LISTEN_HOST: { good: { '127.0.0.1': '127.0.0.1', '::': '::' }, bad: ['everywhere', '300.0.0.1'] },
  PUBLIC_URL: {
    good: { 'https://recado.example.com': 'https://recado.example.com' },
    bad: ['recado.example.com', '/hook'],
  },
  ADMIN_API_KEY: { good: { ['k'.repeat(32)]: 'k'.repeat(32) }, bad: ['k'.repeat(31)] },
  RECADO_API_KEY: { good: { rk_: 'rk_' }, bad: [] },
  MESSAGE_TTL: {
    good: { '72h': 259_200_000, '1s': 1_000 },
    bad: ['72', '999ms', 'never', '-1h', '3651d', '99999999999999999999d'],
  },
  SEND_LEASE: { good: { '27s': 27_000, '30000ms': 30_000 }, bad: ['299ms', '30', '31s'] },
  UNCONFIRMED_WAIT: { good: { '4s': 4_000, '2m': 120_000 }, bad: ['0s', '2'] },
  UNCONFIRMED_SOLO_WAIT: { good: { '15m': 900_000, '120s': 120_000 }, bad: ['0s', 'x', '119s'] },
  RECEIVER_HEALTHY_FOR: { good: { '15m': 900_000 }, bad: ['0s', 'x'] },
  UNCONFIRMED_MAX: { good: { '6h': 21_600_000 }, bad: ['0s', 'x', '1m'] },
  UNCONFIRMED_POLICY: { good: { auto: 'auto', resend: 'resend', hold: 'hold' }, bad: ['AUTO', 'never'] },
  MAX_ATTEMPTS: { good: { '1': 1, '8': 8 }, bad: ['0', '-1', '2.5', 'x'] },
  PO_TEMPLATE: { good: { po_notification: 'po_notification' }, bad: ['PO Notification', 'po-notification'] },
  PO_LANGUAGE: { good: { es: 'es', es_MX: 'es_MX', fil: 'fil' }, bad: ['es-MX', 'Spanish', 'ES'] },
  PO_AMOUNT_LOCALE: { good: { 'en-IE': 'en-IE', 'es-ES': 'es-ES', es: 'es' }, bad: ['en_IE', 'en-IE-ES', '1'] },
  DEFAULT_LANGUAGE: { good: { pt_BR: 'pt_BR' }, bad: ['pt-BR', 'x'] },
  UNDELIVERED_AFTER: { good: { '24h': 86_400_000 }, bad: ['24', '1ms'] },
  OPT_OUT_WORDS: { good: { 'STOP, BAJA': ['STOP', 'BAJA'], STOP: ['STOP'] }, bad: [] },
  PORTFOLIO_DAILY_RECIPIENTS: { good: { '250': 250 }, bad: ['0', 'all'] },
  BLOCK_CATEGORY_DRIFT: { good: { true: true, false: false }, bad: ['yes'] },
  BILLING_TIMEZONE: { good: { 'Europe/Madrid': 'Europe/Madrid', UTC: 'UTC' }, bad: ['Madrid', 'GMT+25'] },
  FREE_CONVERSATIONS_PER_MONTH: { good: { '0': 0, '1000': 1_000 }, bad: ['-1', 'some'] },
  RATE_CARD_FILE: { good: { 'rates.yaml': 'rates.yaml' }, bad: [] },
  CALLBACK_ALLOWED_HOSTS: {
    good: {
      'erp.local, 10.0.0.0/8': ['erp.local', '10.0.0.0/8'],
      'Localhost,127.0.0.1,fd12::/32': ['Localhost', '127.0.0.1', 'fd12::/32'],
    },
    bad: ['https://erp.local', 'erp.local:8080', '10.1.0.0/33', '10.1.0.300', '10.1.*', 'fd12::/129', 'erp.local,10.1'],
  },
  ENCRYPTION_KEY: {
    good: {
      [`${'A'.repeat(43)}=`]: [`${'A'.repeat(43)}=`],
      [`${'A'.repeat(43)}=,${'B'.repeat(43)}=`]: [`${'A'.repeat(43)}=`, `${'B'.repeat(43)}=`],
    },
    bad: ['secret', 'A'.repeat(44), `${'A'.repeat(43)}=,short`],
  },
  RETENTION_DAYS: { good: { '1': 1, '365': 365 }, bad: ['0', '90d'] },
  API_RATE_LIMIT: { good: { '0': 0, '1000': 1_000 }, bad: ['-1', 'x'] },
  QUEUE_BOARD_ACTIONS: { good: { true: true, false: false }, bad: ['yes'] },
  OTEL_EXPORTER_OTLP_ENDPOINT: { good: { 'http://localhost:4318': 'http://localhost:4318' }, bad: ['localhost:4318'] },
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: {
    good: { 'https://otlp.example.com/v1/traces': 'https://otlp.example.com/v1/traces' },
    bad: ['collector'],
  },
  OTEL_EXPORTER_OTLP_PROTOCOL: { good: { 'http/json': 'http/json' }, bad: ['grpc', 'json'] },
  OTEL_SERVICE_NAME: { good: { orders: 'orders' }, bad: [] },
  OTEL_SDK_DISABLED: { good: { true: true, false: false }, bad: ['1', 'yes'] },
  LOG_LEVEL: { good: { debug: 'debug', error: 'error' }, bad: ['trace', 'INFO'] },
  NODE_ENV: { good: { test: 'test', development: 'development' }, bad: ['prod'] },
};

const good = Object.entries(VARIABLES).flatMap(([name, { good: texts }]) =>
  Object.entries(texts).map(([text, value]) => [name, text, value] as const),
);
const bad = Object.entries(VARIABLES).flatMap(([name, { bad: texts }]) => texts.map((text) => [name, text] as const));

describe('an environment', () => {
  it('is tried here with every variable that there is', () => {
    expect(Object.keys(VARIABLES).toSorted()).toEqual(
      describedVariables()
        .map((variable) => variable.name)
        .toSorted(),
    );
  });

  it.each(good)('takes %s=%s', (name, text, value) => {
    expect(valueOf(name, text)).toEqual(value);
  });

  it.each(bad)('refuses %s=%s, and says which variable it is', (name, text) => {
    expect(problemsOf({ WHATSAPP_ACCESS_TOKEN: 'token', [name]: text })).toEqual([expect.stringContaining(name)]);
  });

  it('needs no more than a database, a sender, and what makes a webhook trustworthy', () => {
    expect(problemsOf({})).toEqual([]);
  });

  it('takes a variable that is blank for one that is not set', () => {
    expect(valueOf('API_RATE_LIMIT', '  ')).toBe(1_000);
    expect(problemsOf({ DATABASE_URL: ' ' })).toEqual(['DATABASE_URL is missing: PostgreSQL keeps every message']);
  });

  it('has the documented value where nothing is set', () => {
    const documented = Object.fromEntries(
      describedVariables().flatMap(({ name, default: text }) => (text === '' ? [] : [[name, text]])),
    );
    const defaults = readEnvironment(COMPLETE, 'api');
    expect(readEnvironment({ ...COMPLETE, ...documented }, 'api')).toEqual(defaults);
  });

  it('tells every problem at once', () => {
    const problems = problemsOf({ API_PORT: 'http', WHATSAPP_MAX_MPS: '0', LOG_LEVEL: 'loud', MESSAGE_TTL: '3' });
    for (const name of ['API_PORT', 'WHATSAPP_MAX_MPS', 'LOG_LEVEL', 'MESSAGE_TTL']) {
      expect(problems).toContainEqual(expect.stringContaining(name));
    }
  });

  it('tells what is wrong and what is missing in the same breath', () => {
    const problems = problemsOf({ API_PORT: 'http', DATABASE_URL: undefined, WHATSAPP_APP_SECRET: undefined });
    for (const name of ['API_PORT', 'DATABASE_URL', 'WHATSAPP_APP_SECRET']) {
      expect(problems).toContainEqual(expect.stringContaining(name));
    }
  });

  it('says what to do about a password that would be cut at a sign of its own', () => {
    for (const password of ['s3:cr3t', 's3@cr3t', 's3/cr3t', 's3%cr3t']) {
      expect(problemsOf({ REDIS_URL: `redis+sentinel://:${password}@a:26379,b/main?sentinelPassword=p` })).toEqual([
        'REDIS_URL: user and password in front of the sentinels must be percent-encoded (: as %3A, / as %2F, @ as %40, % as %25)',
      ]);
    }
  });

  it('never repeats a secret in what it complains about', () => {
    const problems = problemsOf({
      WHATSAPP_APP_SECRET: 's3cr3t',
      ADMIN_API_KEY: 's3cr3t',
      ENCRYPTION_KEY: 's3cr3t',
      WHATSAPP_WEBHOOK_VERIFY_TOKEN: 's3cr3t',
      DATABASE_URL: 'mysql://s3cr3t',
      REDIS_URL: 's3cr3t',
    });
    expect(problems).toHaveLength(6);
    expect(problems.join('\n')).not.toContain('s3cr3t');
  });

  it('ignores variables of other programs', () => {
    expect(valueOf('LOG_LEVEL', 'info', { PATH: '/bin', constructor: 'x', __proto__: 'y' })).toBe('info');
  });
});

describe('variables that depend on each other', () => {
  it('let a call last at most a third of the lease', () => {
    expect(problemsOf({ WHATSAPP_SEND_TIMEOUT_MS: '10000', SEND_LEASE: '30s' })).toEqual([]);
    expect(problemsOf({ WHATSAPP_SEND_TIMEOUT_MS: '10001', SEND_LEASE: '30s' })).toEqual([
      'WHATSAPP_SEND_TIMEOUT_MS (10001) must be at most a third of SEND_LEASE (30000 ms)',
    ]);
  });

  it("let a lease last at most half of a job's lock", () => {
    expect(problemsOf({ SEND_LEASE: '30001ms' })).toEqual([
      'SEND_LEASE (30001 ms) must be at most 30000 ms, half the lock of a job',
    ]);
  });

  it('let the wait end before the limit', () => {
    expect(problemsOf({ UNCONFIRMED_WAIT: '2h', UNCONFIRMED_SOLO_WAIT: '2h', UNCONFIRMED_MAX: '1h' })).toEqual([
      'UNCONFIRMED_WAIT must not be longer than UNCONFIRMED_MAX',
    ]);
  });

  it('let what has few neighbours wait as long as what has many', () => {
    expect(problemsOf({ UNCONFIRMED_WAIT: '20m' })).toEqual([
      'UNCONFIRMED_SOLO_WAIT (900000 ms) must not be shorter than UNCONFIRMED_WAIT (1200000 ms)',
    ]);
    expect(problemsOf({ UNCONFIRMED_WAIT: '20m', UNCONFIRMED_SOLO_WAIT: '20m' })).toEqual([]);
  });

  it('are compared even where another variable is wrong, but not with one that is', () => {
    expect(problemsOf({ LOG_LEVEL: 'loud', UNCONFIRMED_WAIT: '20m' })).toEqual([
      expect.stringContaining('LOG_LEVEL'),
      'UNCONFIRMED_SOLO_WAIT (900000 ms) must not be shorter than UNCONFIRMED_WAIT (1200000 ms)',
    ]);
    expect(problemsOf({ SEND_LEASE: 'long' })).toEqual([expect.stringContaining('SEND_LEASE')]);
  });

  it('give the token in one way', () => {
    expect(problemsOf({ WHATSAPP_ACCESS_TOKEN: 'a', WHATSAPP_ACCESS_TOKEN_FILE: '/b' })).toEqual([
      'WHATSAPP_ACCESS_TOKEN and WHATSAPP_ACCESS_TOKEN_FILE are both set: keep one',
    ]);
  });

  it('give a token, by text or file, where something is to be sent', () => {
    const sending = { ENABLE_WHATSAPP_NOTIFICATIONS: 'true' };
    expect(problemsOf(sending, 'worker')).toEqual([
      'WHATSAPP_ACCESS_TOKEN (or WHATSAPP_ACCESS_TOKEN_FILE) is missing: nothing can be sent without it',
    ]);
    expect(problemsOf({ ...sending, WHATSAPP_ACCESS_TOKEN: 'a' }, 'worker')).toEqual([]);
    expect(problemsOf({ ...sending, WHATSAPP_ACCESS_TOKEN_FILE: '/a' }, 'worker')).toEqual([]);
  });

  it('ask for https where Meta is to call in production', () => {
    const plain = { PUBLIC_URL: 'http://recado.example.com' };
    expect(problemsOf(plain)).toEqual(['PUBLIC_URL must be https in production: Meta calls no other webhook']);
    expect(problemsOf({ ...plain, NODE_ENV: 'development' })).toEqual([]);
  });
});

describe('secrets that this repository shows to everybody', () => {
  const published = {
    ADMIN_API_KEY: 'sandbox-only-key-of-docker-compose',
    WHATSAPP_APP_SECRET: 'one-of-its-own,sandbox-only-secret',
    WHATSAPP_WEBHOOK_VERIFY_TOKEN: 'sandbox-only-handshake',
  };

  it('are not taken where Meta is the other end', () => {
    const problems = problemsOf(published);
    expect(problems.map((problem) => problem.replace(/ is one that this product brings along .*/, ''))).toEqual([
      'WHATSAPP_APP_SECRET',
      'WHATSAPP_WEBHOOK_VERIFY_TOKEN',
      'ADMIN_API_KEY',
    ]);
    expect(problems.join()).not.toContain('sandbox-only');
  });

  it('are good enough for the sandbox', () => {
    expect(problemsOf({ ...published, WHATSAPP_GRAPH_URL: 'http://localhost:4004' })).toEqual([]);
  });
});

describe('what a process needs', () => {
  const needs = (role: Role, without: keyof typeof COMPLETE): boolean =>
    problemsOf({ [without]: undefined }, role).some((problem) => problem.startsWith(`${without} is missing`));

  it.each<[Role, readonly (keyof typeof COMPLETE)[]]>([
    [
      'api',
      [
        'DATABASE_URL',
        'WHATSAPP_APP_SECRET',
        'WHATSAPP_BUSINESS_ACCOUNT_ID',
        'WHATSAPP_PHONE_NUMBER_ID',
        'WHATSAPP_WEBHOOK_VERIFY_TOKEN',
      ],
    ],
    ['worker', ['DATABASE_URL', 'WHATSAPP_BUSINESS_ACCOUNT_ID', 'WHATSAPP_PHONE_NUMBER_ID']],
    ['migrate', ['DATABASE_URL']],
    ['cli', ['DATABASE_URL']],
  ])('the %s needs %j', (role, expected) => {
    const names: readonly (keyof typeof COMPLETE)[] = [
      'DATABASE_URL',
      'WHATSAPP_APP_SECRET',
      'WHATSAPP_BUSINESS_ACCOUNT_ID',
      'WHATSAPP_PHONE_NUMBER_ID',
      'WHATSAPP_WEBHOOK_VERIFY_TOKEN',
    ];
    expect(names.filter((name) => needs(role, name))).toEqual(expected);
  });

  it('names no sender of its own where a file of senders does', () => {
    const file = {
      WHATSAPP_SENDERS_FILE: 'senders.yaml',
      WHATSAPP_PHONE_NUMBER_ID: undefined,
      WHATSAPP_BUSINESS_ACCOUNT_ID: undefined,
    };
    expect(problemsOf(file, 'worker')).toEqual([]);
  });
});
