import 'reflect-metadata';
import { awaitMigratedDatabase } from '#database';
import { EventLog, StopInTime, exitWithParent, requireEnvironment } from '#runtime';
import { requireSenders } from '#senders';
import { requireRateCard } from '#usage';
import { configureApi } from './configure-api.js';

const environment = requireEnvironment('api');
requireSenders(environment);
requireRateCard(environment);
const log = new EventLog(
  'api',
  environment.LOG_LEVEL,
  (line) => process.stdout.write(line),
  () => new Date(),
);
exitWithParent();
const stop = new StopInTime('api', log);
await awaitMigratedDatabase(environment.DATABASE_URL ?? '', log);

const app = await configureApi(environment, log);
stop.begins();
await app.listen(environment.API_PORT, environment.LISTEN_HOST);
app.enableShutdownHooks([], { useProcessExit: true });
stop.begun();
log.info('api.listening', { url: await app.getUrl(), port: environment.API_PORT });
