import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { awaitMigratedDatabase } from '#database';
import { EventLog, NestLog, StopInTime, exitWithParent, requireEnvironment, startTracing } from '#runtime';
import { requireSenders } from '#senders';
import { requireRateCard } from '#usage';
import { WorkerModule } from './worker.module.js';

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
const stop = new StopInTime('worker', log);
await awaitMigratedDatabase(environment.DATABASE_URL ?? '', log);

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
stop.begins();
await app.listen(environment.WORKER_PORT, environment.LISTEN_HOST);
app.enableShutdownHooks([], { useProcessExit: true });
stop.begun();
log.info('worker.listening', { url: await app.getUrl() });
