import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { missingMigrations } from '#database';

/** What readiness asks of PostgreSQL. */
@Injectable()
export class SchemaRepository {
  constructor(private readonly dataSource: DataSource) {}

  async answers(): Promise<void> {
    await this.dataSource.query('SELECT 1');
  }

  /** Migrations that this version knows and the database has not seen. */
  missing(): Promise<readonly string[]> {
    return missingMigrations(this.dataSource);
  }
}
