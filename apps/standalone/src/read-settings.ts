import { relative, resolve } from 'node:path';
import { CannotStart } from './cannot-start.js';
import type { Options } from './read-options.js';

export type Variables = Readonly<Record<string, string | undefined>>;

export interface Settings {
  /** Where the API sends to: the stand-in, or Meta because there is a token for it. */
  provider: 'sandbox' | 'meta';
  ports: { api: number; worker: number; sandbox: number };
  /** Absolute. */
  dataFolder: string;
  /** The same, as a person standing in the project would write it. */
  dataFolderName: string;
  /** Of a PostgreSQL that somebody else runs. */
  databaseUrl: string | undefined;
  /** Everything that the user set to something, for the programs that we start. */
  variables: Variables;
}

/** What the options and the environment, a `.env` file included, ask for. */
export function readSettings(options: Options, variables: Variables, projectRoot: string): Settings {
  // An empty variable counts as unset, as everywhere else in the product.
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value?.trim() !== ''));
  const port = (name: string, otherwise: number): number => {
    const value = Number(given[name] ?? otherwise);
    if (Number.isInteger(value) && value >= 1 && value <= 65_535) return value;
    throw new CannotStart(`${name} must be a port from 1 to 65535, not "${given[name]}".`);
  };
  const dataFolder = resolve(given['RECADO_DATA_DIR'] ?? resolve(projectRoot, '.recado'));
  const meta = given['WHATSAPP_ACCESS_TOKEN'] ?? given['WHATSAPP_ACCESS_TOKEN_FILE'];
  return {
    provider: meta === undefined ? 'sandbox' : 'meta',
    ports: {
      api: options.port ?? port('API_PORT', 3000),
      worker: options.port === undefined ? port('WORKER_PORT', 3001) : options.port + 1,
      sandbox: port('SANDBOX_PORT', 4004),
    },
    dataFolder,
    dataFolderName: relative(projectRoot, dataFolder).startsWith('..') ? dataFolder : relative(projectRoot, dataFolder),
    databaseUrl: given['DATABASE_URL'],
    variables: given,
  };
}
