import { Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { serveConsoleFiles } from './console-files.js';
import { consoleFolder } from './console-folder.js';
import { ConsoleSessionRoutes } from './console-session-routes.js';

/** The operators' page: its files and its session. Everything else it asks of the public API, as anybody can. */
@Module({ providers: [ConsoleSessionRoutes] })
export class ConsoleModule implements OnModuleInit {
  constructor(
    private readonly adapterHost: HttpAdapterHost,
    private readonly session: ConsoleSessionRoutes,
  ) {}

  onModuleInit(): void {
    const fastify: FastifyInstance = this.adapterHost.httpAdapter.getInstance();
    // Not awaited: that would make Fastify ready before Nest has given it its error handler. Nest waits when it listens.
    void fastify.register(async (scope) => {
      this.session.register(scope);
      serveConsoleFiles(scope, consoleFolder());
    });
  }
}
