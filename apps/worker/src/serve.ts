import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { awaitMigratedDatabase } from '#database';
import {
  EventLog,
  NestLog,
  type StopInTime,
  exitWithParent,
  requireEnvironment,
  requirePort,
  startTracing,
} from '#runtime';
import { requireSenders } from '#senders';
import { requireRateCard } from '#usage';
import { RegisterInstallation } from './upkeep/register-installation.js';
import { WorkerModule } from './worker.module.js';

/** The process that sends, from its start on. */
export async function serve(stop: StopInTime): Promise<void> {
  const environment = requireEnvironment('worker');
  requireSenders(environment);
  requireRateCard(environment);
  const log = new EventLog(
    'worker',
    environment.LOG_LEVEL,
    (line) => process.stdout.write(line),
    () => new Date(),
  );
  exitWithParent();
  stop.tellTo(log);
  await awaitMigratedDatabase(environment.DATABASE_URL ?? '', log);
  await requirePort('WORKER_PORT', environment.WORKER_PORT, environment.LISTEN_HOST);

  const tracing = await startTracing('worker', environment, log);
  const app = await NestFactory.create<NestFastifyApplication>(
    WorkerModule.forProcess(environment, log, tracing),
    // The same limits for slow clients as the API's; its port is internal, and answers no more than health and figures.
    new FastifyAdapter({
      requestTimeout: 10_000,
      connectionTimeout: 60_000,
      http: { headersTimeout: 5_000, connectionsCheckingInterval: 1_000 },
    }),
    { logger: new NestLog(log), abortOnError: false },
  );
  app.useSecurityHeaders();
  await app.get(RegisterInstallation).execute();
  stop.begins();
  await app.listen(environment.WORKER_PORT, environment.LISTEN_HOST);
  app.enableShutdownHooks([], { useProcessExit: true });
  stop.begun();
  log.info('worker.listening', { url: await app.getUrl() });
}
