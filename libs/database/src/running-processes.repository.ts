import type { DataSource } from 'typeorm';
import { ProcessSetup } from './process-setup.js';

/** The processes that are connected to this database just now, by how they are set up. */
export class RunningProcessesRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Each setup once, however many processes have it. Of another role's connections PostgreSQL shows no name. */
  async setups(): Promise<readonly ProcessSetup[]> {
    const rows: { name: string }[] = await this.dataSource.query(
      `SELECT DISTINCT application_name AS name FROM pg_stat_activity
       WHERE datname = current_database() AND application_name <> '' ORDER BY 1`,
    );
    return rows.flatMap(({ name }) => ProcessSetup.parse(name) ?? []);
  }
}
