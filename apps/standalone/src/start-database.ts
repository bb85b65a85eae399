import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { LocalPostgresError, startLocalPostgres } from '#local-postgres';
import { CannotStart } from './cannot-start.js';
import { keepPreviousLog } from './keep-previous-log.js';
import type { Settings } from './read-settings.js';
import type { Program } from './start-program.js';

export interface Database {
  url: string;
  /** Where it is, for people: without name and password. */
  place: string;
  /** Undefined for a server that somebody else runs. */
  program: Program | undefined;
}

/** The PostgreSQL of DATABASE_URL, or a private one whose data live in the data folder. */
export async function startDatabase(settings: Settings): Promise<Database> {
  if (settings.databaseUrl !== undefined) {
    const { host, pathname } = new URL(settings.databaseUrl);
    return { url: settings.databaseUrl, place: `${host}${pathname} (DATABASE_URL)`, program: undefined };
  }
  // What waits in the sandbox's data must not go to Meta because a token is there now.
  const folder = settings.provider === 'meta' ? 'postgres-meta' : 'postgres';
  const logFile = join(settings.dataFolder, 'logs', 'postgres.log');
  keepPreviousLog(logFile);
  const log = createWriteStream(logFile);
  const server = await startLocalPostgres({
    dataDir: join(settings.dataFolder, folder),
    log: (line) => void log.write(`${line}\n`),
    settings: { max_connections: '200' },
  }).catch((error: unknown) => {
    throw error instanceof LocalPostgresError ? new CannotStart(error.message) : error;
  });
  return {
    url: server.url,
    place: `127.0.0.1:${server.port}/recado, data in ${join(settings.dataFolderName, folder)}`,
    program: {
      name: 'postgres',
      logFile,
      ended: server.ended.then(() => 'it was stopped, or crashed'),
      stop: () => server.stop(),
    },
  };
}
