import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { missingMigrations } from './missing-migrations.js';

/** What readiness asks of PostgreSQL. */
export class ReadinessRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Rejects where it does not. */
  async answers(): Promise<void> {
    await inFixedWords(this.dataSource.query('SELECT 1'));
  }

  /** The same as a figure; of a server that stays silent nobody waits for the end. */
  async isThere(withinMs: number): Promise<boolean> {
    const answer = this.answers().then(
      () => true,
      () => false,
    );
    return Promise.race([answer, sleep(withinMs, false, { ref: false })]);
  }

  /** Rejects where migrations that this version knows are not applied, and names them. */
  async isMigrated(): Promise<void> {
    const missing = await inFixedWords(missingMigrations(this.dataSource));
    if (missing.length > 0) throw new Error(`not applied: ${missing.join(', ')} (npm run migration:run)`);
  }
}

/** Health is open to everybody, and the driver's own words name host, port and user. */
async function inFixedWords<Answer>(question: Promise<Answer>): Promise<Answer> {
  try {
    return await question;
  } catch (error) {
    throw new Error('PostgreSQL does not answer', { cause: error });
  }
}
