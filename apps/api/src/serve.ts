import 'reflect-metadata';
import { awaitMigratedDatabase } from '#database';
import { EventLog, type StopInTime, exitWithParent, requireEnvironment, requirePort } from '#runtime';
import { requireSenders } from '#senders';
import { requireRateCard } from '#usage';
import { configureApi } from './configure-api.js';

/** The process that takes requests and Meta's webhooks, from its start on. */
export async function serve(stop: StopInTime): Promise<void> {
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
  stop.tellTo(log);
  await awaitMigratedDatabase(environment.DATABASE_URL ?? '', log);
  await requirePort('API_PORT', environment.API_PORT, environment.LISTEN_HOST);

  const app = await configureApi(environment, log);
  stop.begins();
  await app.listen(environment.API_PORT, environment.LISTEN_HOST);
  app.enableShutdownHooks([], { useProcessExit: true });
  stop.begun();
  log.info('api.listening', { url: await app.getUrl(), port: environment.API_PORT });
}
