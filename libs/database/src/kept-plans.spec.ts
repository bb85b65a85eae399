import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startTestPostgres, type TestPostgres } from '../../../test/support/local-servers.js';
import { batchFault } from './batch-fault.js';
import { openDataSource } from './open-data-source.js';

const SETTINGS = `current_setting('plan_cache_mode') AS mode, current_setting('enable_seqscan') AS seqscan`;
const SETTINGS_WITHIN = `/* plan kept */ SELECT ${SETTINGS}, $1::integer AS number`;
const SETTINGS_ELSEWHERE = `SELECT $1::integer AS number, ${SETTINGS}`;
const DIVISION = '/* plan kept */ SELECT 1 / $1::integer AS result';
const WHOLE_ROWS = '/* plan kept */ SELECT * FROM changing WHERE id = $1';

const KEPT = { mode: 'force_generic_plan', seqscan: 'off', number: 1 };
const ANEW = { mode: 'force_custom_plan', seqscan: 'on', number: 1 };

let postgres: TestPostgres;
let connection: DataSource;

beforeAll(async () => {
  postgres = await startTestPostgres();
}, 120_000);
afterAll(() => postgres.stop());
beforeEach(async () => {
  connection = await openDataSource(postgres.url, { applicationName: 'recado-test', maxConnections: 1 });
  return () => connection.destroy();
});

async function settings(statement: string): Promise<unknown> {
  const [row]: readonly unknown[] = await connection.query(statement, [1]);
  return row;
}

/** The statements that this connection has prepared, with how often a plan was made for known values. */
const prepared = (): Promise<readonly { name: string; uses: string; anew: string }[]> =>
  connection.query(
    'SELECT name, generic_plans::text AS uses, custom_plans::text AS anew FROM pg_prepared_statements ORDER BY name',
  );

describe('a marked statement', () => {
  it('keeps a plan, made anew whenever it was used twice as often, and none besides it', async () => {
    for (let use = 1; use <= 100; use += 1) await settings(SETTINGS_WITHIN);
    const [plan, ...others] = await prepared();
    expect(others).toEqual([]);
    // Those of the first 63 uses are gone.
    expect(plan).toMatchObject({ name: expect.stringMatching(/^kept_\d+_64$/), uses: '37', anew: '0' });
  });

  it('gets another plan after a quarter of a minute, however seldom it is used', async () => {
    await settings(SETTINGS_WITHIN);
    const [first] = await prepared();
    const now = performance.now.bind(performance);
    const later = vi.spyOn(performance, 'now').mockImplementation(() => now() + 15_001);
    await settings(SETTINGS_WITHIN);
    later.mockRestore();
    const plans = await prepared();
    expect(plans).toHaveLength(1);
    expect(plans[0]?.name).not.toBe(first?.name);
  });

  it('has settings that others do not have', async () => {
    expect(await settings(SETTINGS_ELSEWHERE)).toEqual(ANEW);
    expect(await settings(SETTINGS_WITHIN)).toEqual(KEPT);
    expect(await settings(SETTINGS_ELSEWHERE)).toEqual(ANEW);
  });

  it('has them also after a transaction that was rolled back, which takes settings along', async () => {
    const failing = connection.transaction(async (manager) => {
      expect(await manager.query(SETTINGS_WITHIN, [1])).toEqual([KEPT]);
      throw new Error('rolled back');
    });
    await expect(failing).rejects.toThrow('rolled back');
    expect(await settings(SETTINGS_WITHIN)).toEqual(KEPT);
    const failingLater = connection.transaction(async (manager) => {
      expect(await manager.query(SETTINGS_ELSEWHERE, [1])).toEqual([ANEW]);
      throw new Error('rolled back');
    });
    await expect(failingLater).rejects.toThrow('rolled back');
    expect(await settings(SETTINGS_ELSEWHERE)).toEqual(ANEW);
  });

  it('has them also after a part of a transaction was rolled back', async () => {
    await connection.transaction(async (manager) => {
      await manager.query(SETTINGS_ELSEWHERE, [1]);
      const part = manager.transaction(async (within) => {
        await within.query(SETTINGS_WITHIN, [1]);
        throw new Error('this part only');
      });
      await expect(part).rejects.toThrow('this part only');
      expect(await manager.query(SETTINGS_WITHIN, [1])).toEqual([KEPT]);
    });
  });

  it('leaves nothing behind where it fails', async () => {
    for (let use = 0; use < 50; use += 1) await connection.query(DIVISION, [0]).catch(() => undefined);
    expect(await prepared()).toHaveLength(1);
  });

  it('is not compiled, whatever the server usually does', async () => {
    const url = new URL(postgres.url);
    url.searchParams.set('options', '-c jit=on');
    const other = await openDataSource(url.href, { applicationName: 'recado-test', maxConnections: 1 });
    expect(await other.query(`/* plan kept */ SELECT current_setting('jit') AS jit`)).toEqual([{ jit: 'off' }]);
    await other.destroy();
  });

  it('is worth another try where a migration has changed what it returns', async () => {
    await connection.query('CREATE TABLE changing (id integer PRIMARY KEY)');
    await connection.query('INSERT INTO changing VALUES (1)');
    for (let use = 0; use < 2; use += 1) await connection.query(WHOLE_ROWS, [1]);
    await connection.query('ALTER TABLE changing ADD COLUMN further text');
    const fault = await connection.query(WHOLE_ROWS, [1]).then(
      () => 'none',
      (error: unknown) => batchFault(error),
    );
    expect(fault).toBe('again');
    expect(await connection.query(WHOLE_ROWS, [1])).toEqual([{ id: 1, further: null }]);
  });
});
