import 'reflect-metadata';
import { awaitMigratedDatabase } from '#database';
import { EventLog, exitWithParent, requireEnvironment, stopInTime } from '#runtime';
import { requireSenders } from '#senders';
import { configureApi } from './configure-api.js';

const environment = requireEnvironment('api');
requireSenders(environment);
const log = new EventLog(
  'api',
  environment.LOG_LEVEL,
  (line) => process.stdout.write(line),
  () => new Date(),
);
exitWithParent();
await awaitMigratedDatabase(environment.DATABASE_URL ?? '', log);
stopInTime('api', log);

const app = await configureApi(environment, log);
await app.listen(environment.API_PORT, environment.LISTEN_HOST);
log.info('api.listening', { url: await app.getUrl(), port: environment.API_PORT });
