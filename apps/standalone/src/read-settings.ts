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
  /** ENABLE_WHATSAPP_NOTIFICATIONS=false was said for this very start, not by a copied `.env.example`. */
  silenced: boolean;
  /** Everything that the user set to something, for the programs that we start. */
  variables: Variables;
}

/**
 * What the options and the environment ask for.
 * @param variables those of the process over those of a `.env` file.
 * @param own those of the process alone.
 */
export function readSettings(
  options: Options,
  variables: Variables,
  projectRoot: string,
  own: Variables = {},
): Settings {
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
      sandbox: port('SANDBOX_PORT', options.port === undefined ? 4004 : options.port + 2),
    },
    dataFolder,
    dataFolderName: relative(projectRoot, dataFolder).startsWith('..') ? dataFolder : relative(projectRoot, dataFolder),
    databaseUrl: given['DATABASE_URL'],
    silenced: own['ENABLE_WHATSAPP_NOTIFICATIONS']?.trim().toLowerCase() === 'false',
    variables: given,
  };
}
