import 'reflect-metadata';
import { EventLog, exitWithParent, requireEnvironment } from '#runtime';
import { configureApi } from './configure-api.js';

/** Kubernetes waits longer before it kills; what is not done by then is not going to be. */
const LONGEST_SHUTDOWN_MS = 20_000;

const environment = requireEnvironment('api');
const log = new EventLog(
  'api',
  environment.LOG_LEVEL,
  (line) => process.stdout.write(line),
  () => new Date(),
);
exitWithParent();
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    log.info('api.stopping', { signal });
    setTimeout(() => process.exit(1), LONGEST_SHUTDOWN_MS).unref();
  });
}

const app = await configureApi(environment, log);
await app.listen(environment.API_PORT, '0.0.0.0');
log.info('api.listening', { url: await app.getUrl(), port: environment.API_PORT });
