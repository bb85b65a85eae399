export { freePort } from './free-port.js';
export { startLocalPostgres, type LocalPostgres, type LocalPostgresOptions } from './start-local-postgres.js';
export {
  findRunningProduct,
  forgetRunningDatabase,
  noteRunningDatabase,
  type RunningProduct,
} from './running-database.js';
export { LocalPostgresError } from './local-postgres-error.js';
export { stopWithParent } from './stop-with-parent.js';
