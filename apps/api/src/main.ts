import 'reflect-metadata';
import { EventLog, exitWithParent, requireEnvironment, stopInTime } from '#runtime';
import { configureApi } from './configure-api.js';

const environment = requireEnvironment('api');
const log = new EventLog(
  'api',
  environment.LOG_LEVEL,
  (line) => process.stdout.write(line),
  () => new Date(),
);
exitWithParent();
stopInTime('api', log);

const app = await configureApi(environment, log);
await app.listen(environment.API_PORT, '0.0.0.0');
log.info('api.listening', { url: await app.getUrl(), port: environment.API_PORT });
