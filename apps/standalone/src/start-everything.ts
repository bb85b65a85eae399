import { join } from 'node:path';
import { noteRunningDatabase } from '#local-postgres';
import type { DevelopmentSecrets } from './development-secrets.js';
import { productVariables, sandboxVariables } from './program-variables.js';
import type { Settings, Variables } from './read-settings.js';
import { runMigrations } from './run-migrations.js';
import { startDatabase } from './start-database.js';
import { type Program, type ProgramStart, startProgram, untilReady } from './start-program.js';
import { sayDone } from './terminal.js';

/** What we set ourselves: what the user set, a token of Meta's for one, is written nowhere. */
function ownVariables(variables: Variables, { variables: given }: Settings): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).flatMap(([name, value]) =>
      value === undefined || given[name] === value ? [] : [[name, value] as const],
    ),
  );
}

/**
 * Starts what the settings ask for, and returns when all of it can be used.
 * @param compiled the folder of the compiled product.
 * @param onStart hears of every program as soon as it runs, so that it can be stopped while others still start.
 * @throws CannotStart with a reason for people.
 */
export async function startEverything(
  settings: Settings,
  secrets: DevelopmentSecrets,
  recipient: string | undefined,
  compiled: string,
  onStart: (program: Program) => void,
): Promise<void> {
  const { dataFolder, ports, provider } = settings;
  const start = async (options: ProgramStart): Promise<void> => {
    const program = startProgram(options);
    onStart(program);
    await untilReady(program, options.readyUrl);
  };
  const main = (app: string): string => join(compiled, 'apps', app, 'src/main.js');
  const local = (port: number, path = ''): string => `http://127.0.0.1:${port}${path}`;

  const startSandbox = async (): Promise<void> => {
    if (provider === 'meta') return;
    const variables = sandboxVariables(settings, secrets);
    await start({
      name: 'sandbox',
      module: main('sandbox'),
      variables,
      dataFolder,
      readyUrl: local(ports.sandbox, '/sandbox'),
    });
    sayDone('Sandbox', `${local(ports.sandbox)}, stands in for Meta`);
  };
  const startProduct = async (): Promise<void> => {
    const database = await startDatabase(settings);
    if (database.program) onStart(database.program);
    sayDone('PostgreSQL', database.place);
    const variables = productVariables(settings, secrets, database.url, recipient);
    const applied = await runMigrations(join(compiled, 'libs/database/src/migrate.js'), variables);
    sayDone('Migrations', applied.length === 0 ? 'up to date' : `${applied.length} applied`);
    // For `npm run recado`: whoever tries the product has no DATABASE_URL to give it.
    await noteRunningDatabase(dataFolder, database.url, ownVariables(variables, settings));
    const startOne = async (name: 'api' | 'worker', label: string): Promise<void> => {
      const port = ports[name];
      await start({ name, module: main(name), variables, dataFolder, readyUrl: local(port, '/health/ready') });
      sayDone(label, local(port));
    };
    await Promise.all([startOne('api', 'API'), startOne('worker', 'Worker')]);
  };
  await Promise.all([startSandbox(), startProduct()]);
}
