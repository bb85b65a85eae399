import type { DataSource, EntityManager } from 'typeorm';

/** Pages of a table (8 kB each) that are read in one statement: short enough for any limit, and far from one row at a time. */
const BLOCKS = 2_000;

/**
 * Goes through a whole table as it lies there, from one place (`ctid`) to the next, without an index. What is read by `manager` is
 * as it was when this began (REPEATABLE READ): a row that moves meanwhile is read where it was, once. What is changed is changed
 * elsewhere, and may have moved by then.
 */
export function inBlocks(
  dataSource: DataSource,
  table: string,
  work: (manager: EntityManager, from: string, until: string) => Promise<void>,
): Promise<void> {
  return dataSource.transaction('REPEATABLE READ', async (manager) => {
    // Between two parts somebody may have to wait for a row.
    await manager.query(`SELECT set_config('idle_in_transaction_session_timeout', '0', true)`);
    const [row]: { blocks: number }[] = await manager.query(
      `SELECT ceil(pg_relation_size($1::regclass) / current_setting('block_size')::float8)::integer AS blocks`,
      [table],
    );
    for (let block = 0; block < (row?.blocks ?? 0); block += BLOCKS) {
      await work(manager, `(${block},0)`, `(${block + BLOCKS},0)`);
    }
  });
}
