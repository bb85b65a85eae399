import type { DataSource } from 'typeorm';

/** Pages of a table (8 kB each) that are read in one statement: short enough for any limit, and far from one row at a time. */
const BLOCKS = 2_000;

/** Goes through a whole table as it lies there, from one place (`ctid`) to the next, without an index. */
export async function inBlocks(
  dataSource: DataSource,
  table: string,
  work: (from: string, until: string) => Promise<void>,
): Promise<void> {
  const [row]: { blocks: number }[] = await dataSource.query(
    `SELECT ceil(pg_relation_size($1::regclass) / current_setting('block_size')::float8)::integer AS blocks`,
    [table],
  );
  for (let block = 0; block < (row?.blocks ?? 0); block += BLOCKS) {
    await work(`(${block},0)`, `(${block + BLOCKS},0)`);
  }
}
