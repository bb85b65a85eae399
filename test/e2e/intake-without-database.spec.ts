import { createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalPostgres, freePort, startLocalPostgres } from '#local-postgres';
import { WEBHOOK_PATH } from '../../apps/api/src/border/paths.js';
import { defaultSettings } from '../../apps/sandbox/src/sandbox-settings.js';
import { at, exampleMessage, exampleOrder, textAt } from '../support/examples.js';
import { type Answer, type Stack, migrated, startStack, until } from '../support/stack.js';

let dataDir: string;
let postgres: LocalPostgres;
let stack: Stack;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'recado-outage-'));
  postgres = await startLocalPostgres({ dataDir, port: await freePort(), fsync: false });
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

/** Meta calls, and its bytes come or are long in coming; null: no answer within a quarter of a second. */
function webhook(bytes: 'sent' | 'on their way'): Promise<number | null> {
  const body = Buffer.from('{"object":"whatsapp_business_account","entry":[]}');
  const signature = createHmac('sha256', defaultSettings.appSecret).update(body).digest('hex');
  const headers = {
    'content-type': 'application/json',
    'content-length': String(body.length),
    'x-hub-signature-256': `sha256=${signature}`,
  };
  return new Promise((settle) => {
    const call = request(stack.url + WEBHOOK_PATH, { method: 'POST', headers, timeout: 250 });
    const end = (status: number | null): void => {
      settle(status);
      call.destroy();
    };
    call.on('response', ({ statusCode = null }) => end(statusCode));
    call.on('timeout', () => end(null)).on('error', () => end(null));
    if (bytes === 'sent') call.end(body);
    else call.flushHeaders();
  });
}

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

  it('a webhook is refused before its body has come, once one has met the outage', async () => {
    await until('Meta hears it without being read', async () => {
      expect(await webhook('sent')).toBe(503);
      return (await webhook('on their way')) === 503;
    });
  });

  it('a faulty request is still told its fault', async () => {
    expect((await stack.call('POST', '/messages', { body: {} })).status).toBe(400);
  });

  it('afterwards the same request is accepted, once', async () => {
    postgres = await startLocalPostgres({ dataDir, port: postgres.port, fsync: false });
    await until('it is accepted', async () => (await post()).status === 202);
    const again = await post();
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    const rows = await stack.sql(`SELECT count(*)::int AS n FROM whatsapp_messages WHERE idempotency_key IS NOT NULL`);
    expect(rows).toEqual([{ n: 1 }]);
    await until('webhooks are taken', async () => (await webhook('sent')) === 200);
    await until('it is ready', async () => (await stack.call('GET', '//health/ready')).status === 200);
  });
});
