import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Agent, request } from 'undici';
import { ApiKeysRepository } from '#clients';
import { LONG } from './fault-stack.js';
import { tell } from './tell.js';
import { WebhookReceiver } from './webhook-receiver.js';
import { quantile } from './webhook-traffic.js';

const GUESSES_A_SECOND = 1_000;
const SECONDS = LONG ? 30 : 5;
const CALLS_A_SECOND = 50;
/** Of the first second, in which both sides are compiled, only the answers count. */
const WARMING_UP = CALLS_A_SECOND;

let receiver: WebhookReceiver;
let keys: ApiKeysRepository;

beforeAll(async () => {
  receiver = await WebhookReceiver.start();
  keys = new ApiKeysRepository(receiver.database);
});
afterAll(() => receiver.close());

interface Answer {
  readonly status: number;
  readonly milliseconds: number;
  readonly retryAfter: string | undefined;
}

const MESSAGES = '/api/v1/whatsapp/messages?limit=1';

const bearer = (key: string): Readonly<Record<string, string>> => ({ authorization: `Bearer ${key}` });

async function ask(agent: Agent, path: string, headers: Readonly<Record<string, string>>): Promise<Answer> {
  const { host, port } = receiver.address;
  const askedAt = performance.now();
  const {
    statusCode,
    headers: told,
    body,
  } = await request(`http://${host}:${port}${path}`, { dispatcher: agent, headers });
  await body.dump();
  const retryAfter = told['retry-after'];
  return {
    status: statusCode,
    milliseconds: performance.now() - askedAt,
    retryAfter: typeof retryAfter === 'string' ? retryAfter : undefined,
  };
}

/** Asks `rate` times a second for so long, whatever the answers do. */
async function askSteadily(
  agent: Agent,
  rate: number,
  seconds: number,
  headers: () => Readonly<Record<string, string>>,
  path = MESSAGES,
): Promise<readonly Answer[]> {
  const startedAt = performance.now();
  const answers: Promise<Answer>[] = [];
  for (let index = 0; index < rate * seconds; index += 1) {
    const wait = startedAt + (index * 1_000) / rate - performance.now();
    if (wait > 1) await new Promise((resolve) => setTimeout(resolve, wait));
    answers.push(ask(agent, path, headers()));
  }
  return Promise.all(answers);
}

function p99(answers: readonly Answer[]): number {
  const times = answers.map(({ milliseconds }) => milliseconds);
  return Math.round(quantile(times, 0.99));
}

/**
 * What a client does not notice: twice as long as without the guesses, or so little that nobody would (ms). The guesses are made by
 * the same two cores; where others use them, too, it is three times as long.
 */
function unnoticed(beforeMs: number): number {
  return LONG ? Math.max(2 * beforeMs, 50) : Math.max(3 * beforeMs, 250);
}

const newKey = async (name: string): Promise<string> =>
  (await keys.create({ clientName: name, keyName: name, scopes: ['messages:read'], senderIds: null, expiresAt: null }))
    .text;

/** Of the right form, so that the database has to be asked. */
const guess = (): string => `rk_${randomBytes(4).toString('hex')}_${randomBytes(16).toString('hex')}`;

it('a thousand wrong keys a second from one address hear 429, and clients do not notice (E12)', async () => {
  const [known, neverSeen] = [await newKey('known'), await newKey('never seen by this process')];
  const client = new Agent({ connections: 16 });
  const attacker = new Agent({ connections: 64, localAddress: '127.0.0.2' });
  const before = await askSteadily(client, CALLS_A_SECOND, SECONDS, () => bearer(known));
  const startedAt = performance.now();
  const [guesses, during, shared] = await Promise.all([
    askSteadily(attacker, GUESSES_A_SECOND, SECONDS, () => bearer(guess())),
    askSteadily(client, CALLS_A_SECOND, SECONDS, () => bearer(known)),
    // Somebody with a right key behind the attacker's own address: an office, an ingress.
    askSteadily(attacker, 1, SECONDS, () => bearer(neverSeen)),
  ]);
  const tookSeconds = (performance.now() - startedAt) / 1_000;
  await Promise.all([client.close(), attacker.close()]);
  const refused = guesses.filter(({ status }) => status === 429);
  const lines = (await receiver.log()).split('\n').filter((line) => line.includes('"access.'));
  const figures = {
    guesses: guesses.length,
    perSecond: Math.round(guesses.length / tookSeconds),
    unauthenticated: guesses.filter(({ status }) => status === 401).length,
    tooMany: refused.length,
    clientP99Ms: p99(during.slice(WARMING_UP)),
    clientP99BeforeMs: p99(before.slice(WARMING_UP)),
    sharedP99Ms: p99(shared),
    logLines: lines.length,
  };
  tell('guessed-keys', figures);
  // Thirty are told that they are wrong, in the minute that this takes at the longest.
  expect(figures.unauthenticated).toBe(30);
  expect(figures.tooMany).toBe(guesses.length - 30);
  expect(refused.every(({ retryAfter }) => Number(retryAfter) > 0)).toBe(true);
  for (const { status } of [...before, ...during, ...shared]) expect(status).toBe(200);
  // One line a second, and one that names the address.
  expect(figures.logLines).toBeLessThanOrEqual(tookSeconds + 3);
  expect(lines.filter((line) => line.includes('"access.suspect"'))).toHaveLength(1);
  expect(figures.clientP99Ms).toBeLessThan(unnoticed(figures.clientP99BeforeMs));
});

it('a thousand sessions a second that nobody has are as little to clients, and to the database', async () => {
  const known = await newKey('a client meanwhile');
  const { key: operators, session } = await signIn();
  const client = new Agent({ connections: 16 });
  const attacker = new Agent({ connections: 64, localAddress: '127.0.0.3' });
  const madeUp = (): Readonly<Record<string, string>> => ({
    cookie: `recado=${operators.slice(3, 11)}.${randomBytes(32).toString('base64url')}`,
  });
  const dashboard = '/queues/api/queues';
  const before = await askSteadily(client, CALLS_A_SECOND, SECONDS, () => bearer(known));
  const [guesses, during, shared] = await Promise.all([
    askSteadily(attacker, GUESSES_A_SECOND, SECONDS, madeUp, dashboard),
    askSteadily(client, CALLS_A_SECOND, SECONDS, () => bearer(known)),
    // Somebody who is signed in behind the attacker's own address.
    askSteadily(attacker, 1, SECONDS, () => ({ cookie: session }), dashboard),
  ]);
  await Promise.all([client.close(), attacker.close()]);
  const figures = {
    guesses: guesses.length,
    unauthenticated: guesses.filter(({ status }) => status === 401).length,
    tooMany: guesses.filter(({ status }) => status === 429).length,
    clientP99Ms: p99(during.slice(WARMING_UP)),
    clientP99BeforeMs: p99(before.slice(WARMING_UP)),
    sharedP99Ms: p99(shared),
  };
  tell('guessed-sessions', figures);
  expect(figures).toMatchObject({ unauthenticated: 30, tooMany: guesses.length - 30 });
  for (const { status } of [...before, ...during, ...shared]) expect(status).toBe(200);
  expect(figures.clientP99Ms).toBeLessThan(unnoticed(figures.clientP99BeforeMs));
});

/** A person at the dashboard: the key and the cookie that they have for it. */
async function signIn(): Promise<{ readonly key: string; readonly session: string }> {
  const { host, port } = receiver.address;
  const operators = { clientName: 'operators', keyName: 'operators', scopes: ['ops'] as const };
  const { text: key } = await keys.create({ ...operators, senderIds: null, expiresAt: null });
  const { headers, body } = await request(`http://${host}:${port}/queues/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ key }).toString(),
  });
  await body.dump();
  const [cookie = ''] = String(headers['set-cookie']).split(';');
  return { key, session: cookie };
}
