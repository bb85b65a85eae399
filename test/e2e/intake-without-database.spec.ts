import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalPostgres, freePort, startLocalPostgres } from '#local-postgres';
import { at, exampleMessage, exampleOrder, textAt } from '../support/examples.js';
import { type Answer, type Stack, migrated, startStack, until } from '../support/stack.js';

let dataDir: string;
let postgres: LocalPostgres;
let stack: Stack;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'recado-outage-'));
  postgres = await startLocalPostgres({ dataDir, port: await freePort() });
  await migrated.prepare(postgres.url);
  const started = await startStack({ databaseUrl: postgres.url });
  if (started === null) throw new Error('PostgreSQL is always there');
  stack = started;
});
afterAll(async () => {
  await stack.stop();
  await postgres.stop('immediate');
  await rm(dataDir, { recursive: true, force: true });
});

const headers = { 'idempotency-key': 'through-the-outage' };
const post = (): Promise<Answer> => stack.call('POST', '/messages', { body: exampleMessage(), headers });

describe('while PostgreSQL is down', () => {
  let before: Answer;
  beforeAll(async () => {
    before = await stack.call('POST', '/messages', { body: exampleMessage() });
    await postgres.stop('immediate');
  });

  it('nothing is accepted: every call that needs it hears 503 and when to come again', async () => {
    const answers = await Promise.all([
      ...Array.from({ length: 20 }, () => post()),
      stack.call('POST', '/purchase-orders', { body: exampleOrder() }),
      stack.call('POST', '/messages/batch', { body: { messages: [exampleMessage(), exampleMessage()] } }),
      stack.call('GET', '/messages'),
      stack.call('GET', `/messages/${textAt(before.json, 'id')}`),
    ]);
    for (const answer of answers) {
      expect([answer.status, at(answer.json, 'code')], answer.text).toEqual([503, 'UNAVAILABLE']);
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
    }
  });

  it('a caller who only reads is told to try again, and nothing of keys', async () => {
    const { json } = await stack.call('GET', '/messages');
    expect(textAt(json, 'detail')).toBe('It cannot be read now. Try again.');
  });

  it('a faulty request is still told its fault', async () => {
    expect((await stack.call('POST', '/messages', { body: {} })).status).toBe(400);
  });

  it('afterwards the same request is accepted, once', async () => {
    postgres = await startLocalPostgres({ dataDir, port: postgres.port });
    await until('it is accepted', async () => (await post()).status === 202);
    const again = await post();
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    const rows = await stack.sql(`SELECT count(*)::int AS n FROM whatsapp_messages WHERE idempotency_key IS NOT NULL`);
    expect(rows).toEqual([{ n: 1 }]);
    await until('it is ready', async () => (await stack.call('GET', '//health/ready')).status === 200);
  });
});
