import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LocalPostgres, startLocalPostgres } from './start-local-postgres.js';

const isRoot = process.getuid?.() === 0;

describe('a local PostgreSQL', { timeout: 30_000 }, () => {
  let folder: string;
  let dataDir: string;
  const running: LocalPostgres[] = [];

  beforeEach(async () => {
    // As `mktemp -d` makes it: of mode 0700, which keeps the server's own user out when we are root.
    folder = await mkdtemp(join(tmpdir(), 'recado-local-postgres-'));
    dataDir = join(folder, 'postgres');
  });

  afterEach(async () => {
    for (const server of running.splice(0)) await server.stop('immediate');
    await rm(folder, { recursive: true, force: true });
  });

  const start = async (options: Partial<Parameters<typeof startLocalPostgres>[0]> = {}): Promise<LocalPostgres> => {
    const server = await startLocalPostgres({ dataDir, fsync: false, ...options });
    running.push(server);
    return server;
  };

  it('answers on 127.0.0.1, in UTF-8, with the database recado', async () => {
    const { url } = await start();
    expect(
      await ask(url, "SELECT current_database() AS db, pg_encoding_to_char(6) AS encoding, 'ñ€😀' AS text"),
    ).toEqual([{ db: 'recado', encoding: 'UTF8', text: 'ñ€😀' }]);
  });

  it('keeps what was written between two starts', async () => {
    const first = await start();
    await ask(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.stop();
    const second = await start();
    expect(await ask(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });

  it('starts again after a crash', async () => {
    const first = await start();
    process.kill(first.pid, 'SIGKILL');
    expect(await first.ended).toEqual({ asked: false });
    expect(await ask((await start()).url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it.runIf(existsSync('/proc'))(
    'starts again when the number in a stale lock file belongs to another program by now',
    async () => {
      const first = await start();
      await first.stop();
      await writeFile(
        join(dataDir, 'postmaster.pid'),
        `${process.pid}\n${dataDir}\n1\n5432\n\n127.0.0.1\n1 1\nready\n`,
      );
      expect(await ask((await start()).url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    },
  );

  it('lets nobody in without the password, which only its owner can read', async () => {
    const { url } = await start();
    await expect(ask(url.replace(/:[0-9a-f]+@/, ':wrong@'), 'SELECT 1')).rejects.toThrow(/password authentication/);
    expect((await stat(`${dataDir}.password`)).mode & 0o777).toBe(0o600);
  });

  it('says that it is running already on these data', async () => {
    const { pid } = await start();
    await expect(startLocalPostgres({ dataDir })).rejects.toThrow(
      `running already on the data in ${dataDir} (process ${pid})`,
    );
  });

  it('names the port that is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    await expect(startLocalPostgres({ dataDir, port, fsync: false })).rejects.toThrow(
      `Port ${port} of 127.0.0.1 is taken`,
    );
    other.close();
  });

  it('refuses data of another major version, and says which', async () => {
    await (await start()).stop();
    await writeFile(join(dataDir, 'PG_VERSION'), '14\n');
    await expect(startLocalPostgres({ dataDir })).rejects.toThrow('belong to PostgreSQL 14, but this is PostgreSQL 18');
  });

  it.runIf(isRoot)('runs for root as another user, in a folder that only root may enter', async () => {
    await chmod(folder, 0o700);
    const { pid, url } = await start();
    expect(await ask(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    const owner = (await stat(dataDir)).uid;
    expect(owner).not.toBe(0);
    expect(await readFile(`/proc/${pid}/status`, 'utf8')).toContain(`Uid:\t${owner}\t${owner}\t${owner}\t${owner}`);
    expect((await stat(folder)).uid).toBe(0);
  });

  it('takes a temporary folder along when it stops', async () => {
    const server = await startLocalPostgres({ fsync: false });
    const [row] = await ask(server.url, 'SHOW data_directory');
    await server.stop();
    expect(existsSync(String(row?.['data_directory']))).toBe(false);
  });
});

async function ask(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  // A server that is stopped with us connected says so in an event of its own.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}
