import { createServer } from 'node:net';
import { once } from 'node:events';
import {
  CannotExecuteNotConnectedError,
  ConnectionIsNotSetError,
  DataSource,
  QueryFailedError,
  QueryRunnerAlreadyReleasedError,
  QueryRunnerProviderAlreadyReleasedError,
  TypeORMError,
} from 'typeorm';
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
    ['28P01', 'a password that was rotated', 'outage'],
    ['3D000', 'a database that is being restored', 'outage'],
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

  it.each([
    'ECONNREFUSED',
    'ECONNRESET',
    'ECONNABORTED',
    'EPIPE',
    'ETIMEDOUT',
    'ENOTFOUND',
    'EAI_AGAIN',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'EPERM',
    'EMFILE',
    'ERR_STREAM_DESTROYED',
  ])('for %s did not reach the server: an outage', (code) => {
    expect(batchFault(withCode(code))).toBe('outage');
  });

  it.each([
    'Connection terminated',
    'Connection terminated unexpectedly',
    'Connection terminated due to connection timeout',
    'timeout expired',
    'timeout exceeded when trying to connect',
    'Query read timeout',
    'Client has encountered a connection error and is not queryable',
    'Client was closed and is not queryable',
    'Cannot use a pool after calling end on the pool',
    'The server does not support SSL connections',
    'There was an error establishing an SSL connection',
    'Received unexpected dataRow message from backend.',
  ])('of which the driver says "%s" is an outage, also as TypeORM passes it on', (words) => {
    const error = new Error(words);
    expect(batchFault(error)).toBe('outage');
    expect(batchFault(new QueryFailedError('SELECT 1', [], error))).toBe('outage');
  });

  it.each([
    new TypeORMError('Driver not Connected'),
    new ConnectionIsNotSetError('postgres'),
    new CannotExecuteNotConnectedError(),
    new QueryRunnerAlreadyReleasedError(),
    new QueryRunnerProviderAlreadyReleasedError(),
  ])('of which TypeORM says "%s" is an outage', (error) => {
    expect(batchFault(error)).toBe('outage');
  });

  it.each([
    ['a plain error', new Error('message 1 was neither kept nor known before')],
    ['a type error', new TypeError('x is undefined')],
    ['a range error', new RangeError('2 items, 1 results')],
    ['an error that only mentions a lost connection', new Error('after: Connection terminated')],
    ['a code of Node that is no network', withCode('ERR_INVALID_ARG_TYPE')],
    ['a file that is not there', withCode('ENOENT')],
    ['a code that is no text', withCode(17)],
    ['something thrown that is no error', 'Connection terminated'],
    ['nothing', undefined],
  ])('for %s is no outage: it would never pass', (_what, error) => {
    expect(batchFault(error)).toBe('item');
    expect(isDatabaseOutage(error)).toBe(false);
  });
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

  it('is an outage where the connection was cut between two statements of a transaction', async () => {
    const cut = dataSource.transaction(async (manager) => {
      const [{ pid }]: [{ pid: number }] = await manager.query('SELECT pg_backend_pid() AS pid');
      await dataSource.query('SELECT pg_terminate_backend($1)', [pid]);
      await vi.waitUntil(() => manager.queryRunner?.isReleased);
      await manager.query('SELECT 1');
    });
    expect(await cut.catch((error: unknown) => batchFault(error))).toBe('outage');
  });

  it('is an outage where no connection comes free in time', async () => {
    const url = postgres.url;
    const small = await openDataSource(url, { applicationName: 'recado-test', maxConnections: 1 });
    const held = small.createQueryRunner();
    await held.connect();
    expect(await small.query('SELECT 1').catch((error: unknown) => batchFault(error))).toBe('outage');
    await held.release();
    await small.destroy();
    expect(await small.query('SELECT 1').catch((error: unknown) => batchFault(error))).toBe('outage');
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
