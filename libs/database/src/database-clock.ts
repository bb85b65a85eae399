import type { DataSource } from 'typeorm';

/** The time by the clock that all timers of the protocol go by. */
export async function databaseClock(dataSource: DataSource): Promise<Date> {
  const [row]: { now: Date }[] = await dataSource.query('SELECT clock_timestamp() AS now');
  if (row === undefined) throw new TypeError('PostgreSQL answers no row');
  return row.now;
}
