export { awaitMigratedDatabase } from './await-migrated-database.js';
export { batchFault, isDatabaseOutage } from './batch-fault.js';
export { DatabaseModule } from './database.module.js';
export { dataSourceOptions } from './data-source-options.js';
export { describeOutage } from './describe-outage.js';
export { describeSchema } from './describe-schema.js';
export { missingMigrations } from './missing-migrations.js';
export { openDataSource, type DatabaseConnection } from './open-data-source.js';
export { ReadinessRepository } from './readiness.repository.js';
