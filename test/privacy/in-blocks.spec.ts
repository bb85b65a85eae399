import { afterAll, beforeAll, expect, it } from 'vitest';
import { type DatabaseConnection, openDataSource } from '#database';
import { inBlocks } from '../../libs/privacy/src/in-blocks.repository.js';
import { startTestPostgres, type TestPostgres } from '../support/local-servers.js';
import { migrated } from '../support/stack.js';

/** Each row has a page of its own, so that the table is read in three parts. */
const ROWS = 4_100;

let postgres: TestPostgres;
let database: DatabaseConnection;
beforeAll(async () => {
  postgres = await startTestPostgres(migrated);
  database = await openDataSource(postgres.url, { applicationName: 'recado-test', maxConnections: 3 });
  await database.query('CREATE TABLE moving (id integer PRIMARY KEY, filler text NOT NULL, moved boolean NOT NULL)');
  await database.query('ALTER TABLE moving ALTER filler SET STORAGE PLAIN');
  await database.query(`INSERT INTO moving SELECT n, repeat('x', 7000), false FROM generate_series(1, ${ROWS}) n`);
  // Room at the beginning, into which the next version of a row goes.
  await database.query('DELETE FROM moving WHERE id <= 10');
  await database.query('VACUUM (INDEX_CLEANUP ON) moving');
});
afterAll(async () => {
  await database.destroy();
  await postgres.stop();
});

it('a row that moves to a part that has been read already is read all the same, and once', async () => {
  const ids = `SELECT id FROM moving WHERE ctid >= $1::tid AND ctid < $2::tid`;
  const read: number[] = [];
  const readElsewhere: number[] = [];
  await inBlocks(database, 'moving', async (manager, from, until) => {
    const rows: { id: number }[] = await manager.query(ids, [from, until]);
    read.push(...rows.map(({ id }) => id));
    const others: { id: number }[] = await database.query(ids, [from, until]);
    readElsewhere.push(...others.map(({ id }) => id));
    await database.query('UPDATE moving SET moved = true WHERE id = $1 AND NOT moved', [ROWS]);
  });
  const expected = Array.from({ length: ROWS - 10 }, (_, index) => index + 11);
  expect(read.toSorted((a, b) => a - b)).toEqual(expected);
  // The control: it did move there, and whoever looks anew at each part has missed it.
  const [place] = await database.query(`SELECT ctid < '(2000,0)'::tid AS early FROM moving WHERE id = ${ROWS}`);
  expect(place).toEqual({ early: true });
  expect(readElsewhere).not.toContain(ROWS);
});
