import { ApiClient } from '#api-client';
import { describeOutage, openDataSource } from '#database';
import { GraphApi } from '#graph-api';
import { readEnvironment } from '#runtime';
import { findApi } from '../find-api.js';
import type { Variables } from '../known-variables.js';
import { readLoosely } from './read-loosely.js';
import { sendersOf } from './senders-of.js';
import type { Surroundings } from './surroundings.js';

export interface SurroundingsOptions {
  readonly folder: string;
  readonly api?: string;
  readonly worker?: string;
  readonly otherEnv?: string;
  readonly phones?: string;
}

export type SurroundingsReading =
  | { readonly kind: 'open'; readonly surroundings: Surroundings; readonly close: () => Promise<void> }
  /** So wrong that nothing else can be asked. */
  | { readonly kind: 'invalid'; readonly problems: readonly string[] };

/** A check asks for one thing at a time; sends of other processes have connections of their own. */
const CONNECTIONS = 2;

/** Reads the environment as far as it can be read, and opens what it leads to. */
export async function openSurroundings(
  variables: Variables,
  options: SurroundingsOptions,
): Promise<SurroundingsReading> {
  const problems = problemsOf(variables);
  const { DATABASE_URL: named = '' } = variables;
  const reading = readLoosely(variables);
  if (reading.kind === 'invalid') return { kind: 'invalid', problems };
  const { environment } = reading;
  const senders = sendersOf(environment);
  const graph = new GraphApi({
    baseUrl: environment.WHATSAPP_GRAPH_URL,
    version: environment.WHATSAPP_GRAPH_VERSION,
    timeoutMs: environment.WHATSAPP_SEND_TIMEOUT_MS,
    connections: CONNECTIONS,
    now: () => Date.now(),
  });
  const { database, databaseProblem } = await openDatabase(named.trim() === '' ? null : named);
  const workerUrl = (options.worker ?? `http://127.0.0.1:${environment.WORKER_PORT}`).replace(/\/+$/, '');
  return {
    kind: 'open',
    surroundings: {
      variables,
      environment,
      problems: [...problems, ...senders.problems],
      senders: senders.list,
      graph,
      database,
      databaseProblem,
      api: findApi(variables, options.api),
      worker: new ApiClient(workerUrl, null),
      folder: options.folder,
      otherEnvironment: options.otherEnv ?? null,
      phonesFile: options.phones ?? null,
    },
    async close() {
      await graph.close();
      await database?.destroy();
    },
  };
}

/** Of the API and of the worker, each once. */
function problemsOf(variables: Variables): string[] {
  const readings = (['api', 'worker'] as const).map((role) => readEnvironment(variables, role));
  return [...new Set(readings.flatMap((reading) => (reading.kind === 'invalid' ? reading.problems : [])))];
}

async function openDatabase(url: string | null): Promise<Pick<Surroundings, 'database' | 'databaseProblem'>> {
  if (url === null) return { database: null, databaseProblem: 'DATABASE_URL is missing' };
  try {
    const database = await openDataSource(url, { applicationName: 'recado-doctor', maxConnections: 2 });
    return { database, databaseProblem: null };
  } catch (error) {
    return { database: null, databaseProblem: describeOutage(url, error) };
  }
}
