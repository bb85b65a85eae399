import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Environment, type EventLog, NestLog, Tracing, startTracing } from '#runtime';
import { ApiModule } from './api.module.js';
import { createHttpAdapter } from './border/http-adapter.js';
import { KnownRoutes } from './border/known-routes.js';
import { BASE_PATH } from './border/paths.js';
import { SECURITY_HEADERS } from './border/security-headers.js';
import { serveDocumentation } from './docs/serve-documentation.js';

/**
 * The API, ready to listen: what runs in production is what the tests start. As a `preview` nothing of it is connected
 * or started; it can only be described.
 */
export async function configureApi(
  environment: Environment,
  log: EventLog,
  { preview = false } = {},
): Promise<NestFastifyApplication> {
  const routes = new KnownRoutes();
  const tracing = preview ? Tracing.off() : await startTracing('api', environment, log);
  const app = await NestFactory.create<NestFastifyApplication>(
    ApiModule.forProcess(environment, log, routes, tracing),
    createHttpAdapter(routes, tracing),
    { logger: new NestLog(log), abortOnError: false, bodyParser: false, preview },
  );
  app.useSecurityHeaders(SECURITY_HEADERS).enableCsrfProtection();
  app.setGlobalPrefix(BASE_PATH, { exclude: ['health/live', 'health/ready', 'metrics'] });
  serveDocumentation(app);
  return app;
}
