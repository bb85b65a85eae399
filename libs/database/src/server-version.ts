import type { DataSource } from 'typeorm';

/** PostgreSQL's version, as a number to compare and in its own words (`16.4`). */
export async function serverVersion(
  dataSource: DataSource,
): Promise<{ readonly major: number; readonly text: string }> {
  const [row]: { number: string; text: string }[] = await dataSource.query(
    `SELECT current_setting('server_version_num') AS number, current_setting('server_version') AS text`,
  );
  return { major: Math.floor(Number(row?.number ?? 0) / 10_000), text: row?.text.split(' ', 1)[0] ?? 'unknown' };
}
