/**
 * System identifier and timeline of the server that answers, as one SQL expression; a restore and a promotion both change it.
 * The timeline is the first part of the name of the WAL file that is being written: pg_control_checkpoint() knows of a
 * promotion only after the next checkpoint. https://www.postgresql.org/docs/current/functions-admin.html
 */
export const THIS_CLUSTER = `(SELECT system_identifier::text FROM pg_control_system()) || '.' || left(pg_walfile_name(pg_current_wal_lsn()), 8)`;

/** Which one of the server's databases: a dump that is read into a new one keeps the server. */
export const THIS_DATABASE = '(SELECT oid FROM pg_database WHERE datname = current_database())';

/** Whether the database that answers is the one that `installation i` knows, or it knows none yet. */
export const SAME_DATABASE = `((i.cluster IS NULL OR i.cluster = ${THIS_CLUSTER})
      AND (i.database_oid IS NULL OR i.database_oid = ${THIS_DATABASE}))`;

/**
 * Whether this database knows all that has been done. One that was restored does not until `recado recover` has been run: neither
 * that a message was not handed to Meta nor that Meta was silent about it can be read there.
 */
export const NOTHING_FORGOTTEN = `EXISTS (SELECT FROM installation i WHERE NOT i.recovery_needed AND ${SAME_DATABASE})`;
