import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalPostgres, freePort, startLocalPostgres } from '#local-postgres';
import { at, textAt } from '../support/examples.js';
import { type Stack, migrated, startStack, until } from '../support/stack.js';

let dataDir: string;
let postgres: LocalPostgres;
let stack: Stack;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'recado-health-'));
  postgres = await startLocalPostgres({ dataDir, port: await freePort() });
  await migrated.prepare(postgres.url);
  const started = await startStack({ databaseUrl: postgres.url, worker: true });
  if (started === null) throw new Error('PostgreSQL is always there');
  stack = started;
});
afterAll(async () => {
  await stack.stop();
  await postgres.stop('immediate');
  await rm(dataDir, { recursive: true, force: true });
});

async function health(process: 'api' | 'worker', probe: 'live' | 'ready'): Promise<{ status: number; text: string }> {
  const answer = await fetch(`${process === 'api' ? stack.url : stack.workerUrl}/health/${probe}`);
  return { status: answer.status, text: await answer.text() };
}

const PROCESSES = ['api', 'worker'] as const;

describe('health', () => {
  it('of the API is ready when PostgreSQL answers and is migrated', async () => {
    const { status, text } = await health('api', 'ready');
    expect(status).toBe(200);
    const json: unknown = JSON.parse(text);
    for (const check of ['postgresql', 'migrations', 'queue']) expect(at(json, 'details', check, 'status')).toBe('up');
  });

  it('of the API names the migrations that are missing', async () => {
    const [row] = await stack.sql('SELECT name FROM schema_migrations ORDER BY id DESC LIMIT 1');
    await stack.sql('UPDATE schema_migrations SET name = $1 WHERE name = $2', ['gone', row?.['name']]);
    const { status, text } = await health('api', 'ready');
    await stack.sql('UPDATE schema_migrations SET name = $1 WHERE name = $2', [row?.['name'], 'gone']);
    expect(status).toBe(503);
    expect(text).toContain(String(row?.['name']));
    expect((await health('api', 'ready')).status).toBe(200);
  });

  it('of the worker tells of a paused sender and is ready all the same', async () => {
    await stack.sql(`UPDATE senders SET state = 'PAUSED', pause_reason = 'OPERATOR'`);
    const { status, text } = await health('worker', 'ready');
    await stack.sql(`UPDATE senders SET state = 'ACTIVE', pause_reason = NULL`);
    expect(status).toBe(200);
    const json: unknown = JSON.parse(text);
    for (const check of ['postgresql', 'queue', 'sending']) expect(at(json, 'details', check, 'status')).toBe('up');
    expect(textAt(json, 'details', 'sending', 'paused')).toContain('OPERATOR');
  });
});

describe('while PostgreSQL is down', () => {
  beforeAll(() => postgres.stop('immediate'));

  it.each(PROCESSES)('the %s lives and is not ready, and tells nobody where PostgreSQL is', async (process) => {
    expect((await health(process, 'live')).status).toBe(200);
    const { status, text } = await health(process, 'ready');
    expect([status, text]).toEqual([503, expect.stringContaining('PostgreSQL does not answer')]);
    expect(text).not.toMatch(new RegExp(`${postgres.port}|127\\.0\\.0\\.1|ECONN|connect`));
  });

  it('and is ready again when PostgreSQL is back', async () => {
    postgres = await startLocalPostgres({ dataDir, port: postgres.port });
    for (const process of PROCESSES) {
      await until(`the ${process} is ready`, async () => (await health(process, 'ready')).status === 200);
      expect((await health(process, 'live')).status).toBe(200);
    }
  });
});
