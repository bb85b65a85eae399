import { createServer } from 'node:net';
import { once } from 'node:events';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startTestPostgres, type TestPostgres } from '../../../test/support/local-servers.js';
import { batchFault, isDatabaseOutage } from './batch-fault.js';
import { dataSourceOptions } from './data-source-options.js';
import { openDataSource } from './open-data-source.js';

function withCode(code: unknown): Error {
  return Object.assign(new Error('said the database'), { code });
}

describe('a failed statement', () => {
  it.each([
    ['22001', 'a value that is too long', 'item'],
    ['22003', 'a number out of range', 'item'],
    ['22021', 'a NUL in a text', 'item'],
    ['22P02', 'a malformed uuid', 'item'],
    ['22P05', 'half a character in JSON', 'item'],
    ['23505', 'a duplicate', 'item'],
    ['23514', 'a failed check', 'item'],
    ['42601', 'a syntax error of ours', 'item'],
    ['XX000', 'an internal error', 'item'],
    ['40P01', 'a deadlock', 'again'],
    ['40001', 'a serialization failure', 'again'],
    ['08006', 'a lost connection', 'outage'],
    ['25006', 'a read-only standby after a failover', 'outage'],
    ['25P03', 'a transaction that idled too long', 'outage'],
    ['53100', 'a full disk', 'outage'],
    ['53300', 'too many connections', 'outage'],
    ['57014', 'a cancelled statement', 'outage'],
    ['57P01', 'a server that is stopped', 'outage'],
    ['57P03', 'a server that is starting', 'outage'],
    ['58030', 'an input/output error', 'outage'],
  ])('with %s (%s) is a fault of kind %3$s', (code, _what, fault) => {
    expect(batchFault(withCode(code))).toBe(fault);
    expect(isDatabaseOutage(withCode(code))).toBe(fault !== 'item');
  });

  it.each(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'ETIMEDOUT', 'EPIPE', 'EPERM', 'EBUSY', 'EINTR'])(
    'for %s did not reach the server: an outage, though the name may look like a code of PostgreSQL',
    (code) => {
      expect(batchFault(withCode(code))).toBe('outage');
    },
  );

  it.each([
    ['an error without a code', new Error('timeout exceeded when trying to connect')],
    ['a code that is no text', withCode(17)],
    ['something thrown that is no error', 'boom'],
    ['nothing', undefined],
  ])('for %s is an outage', (_what, error) => {
    expect(batchFault(error)).toBe('outage');
  });

  it.each([new TypeError('x is undefined'), new RangeError('2 items, 1 results')])(
    'for a bug of ours (%s) is a fault of the item: it would never pass',
    (error) => {
      expect(batchFault(error)).toBe('item');
    },
  );
});

describe('what the driver throws', () => {
  let postgres: TestPostgres;
  let dataSource: DataSource;

  beforeAll(async () => {
    postgres = await startTestPostgres();
    dataSource = await openDataSource(postgres.url, { applicationName: 'recado-test', maxConnections: 3 });
    await dataSource.query('CREATE TABLE things (id integer PRIMARY KEY, name text)');
  }, 120_000);

  afterAll(async () => {
    await dataSource.destroy();
    await postgres.stop();
  });

  const faultOf = (sql: string, parameters: unknown[] = []) =>
    dataSource.query(sql, parameters).then(
      () => 'none',
      (error: unknown) => batchFault(error),
    );

  it('is a fault of the item where PostgreSQL refuses a value', async () => {
    expect(await faultOf(`INSERT INTO things VALUES (1, $1)`, ['a\u0000b'])).toBe('item');
    expect(await faultOf(`SELECT $1::jsonb`, ['{"a":"\\u0000"}'])).toBe('item');
    expect(await faultOf(`SELECT $1::jsonb`, ['{"a":"\\ud800"}'])).toBe('item');
    expect(await faultOf(`INSERT INTO things VALUES (1, 'a'), (1, 'b')`)).toBe('item');
  });

  it('is an outage where the connection is cut in the middle', async () => {
    expect(await faultOf('SELECT pg_terminate_backend(pg_backend_pid())')).toBe('outage');
    // The pool learns of it a moment later, and then connects anew.
    await vi.waitUntil(async () => (await faultOf('SELECT 1')) === 'none');
  });

  it('asks for the same batch again after a deadlock', async () => {
    await dataSource.query(`INSERT INTO things VALUES (10, 'a'), (11, 'b')`);
    const update = 'UPDATE things SET name = name WHERE id = $1';
    const [first, second] = [dataSource.createQueryRunner(), dataSource.createQueryRunner()];
    await first.startTransaction();
    await second.startTransaction();
    await first.query(update, [10]);
    await second.query(update, [11]);
    const crossed = await Promise.allSettled([first.query(update, [11]), second.query(update, [10])]);
    const faults = crossed.flatMap((result) => (result.status === 'rejected' ? [batchFault(result.reason)] : []));
    expect(faults).toEqual(['again']);
    for (const runner of [first, second]) {
      await runner.rollbackTransaction();
      await runner.release();
    }
  });

  it('is an outage where nobody listens', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    server.close();
    await once(server, 'close');
    const options = dataSourceOptions(`postgres://nobody@127.0.0.1:${port}/none`, {
      applicationName: 'recado-test',
      maxConnections: 1,
    });
    const error: unknown = await new DataSource(options).initialize().catch((reason: unknown) => reason);
    expect(batchFault(error)).toBe('outage');
  });
});
