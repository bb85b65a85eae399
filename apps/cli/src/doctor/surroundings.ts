import type { ApiClient } from '#api-client';
import type { DatabaseConnection } from '#database';
import type { GraphApi } from '#graph-api';
import type { Environment } from '#runtime';
import type { Sender } from '#senders';
import type { Variables } from '../known-variables.js';

/** Everything that is looked at: what this environment leads to. */
export interface Surroundings {
  readonly variables: Variables;
  /** As far as it can be read; NODE_ENV is always development here, because production forbids more than a look needs. */
  readonly environment: Environment;
  /** What the API or the worker would not start with. */
  readonly problems: readonly string[];
  readonly senders: readonly Sender[];
  readonly graph: GraphApi;
  /** Null where it could not be reached; `databaseProblem` says why. */
  readonly database: DatabaseConnection | null;
  readonly databaseProblem: string | null;
  readonly api: ApiClient;
  /** Of the worker's own port. */
  readonly worker: ApiClient;
  /** Of the project: its repository is searched for secrets. */
  readonly folder: string;
  /** Another environment's .env file, to compare secrets with. */
  readonly otherEnvironment: string | null;
  /** A CSV file of phones. */
  readonly phonesFile: string | null;
}
