import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ReadinessRepository } from '#database';
import { Metrics } from '#runtime';
import { ScopesOfAllSenders } from '../access/scopes.decorator.js';

/** A scrape ends after ten seconds, in Prometheus' own default. */
const PATIENCE_MS = 3_000;

@ApiTags('Operations')
@ApiBearerAuth()
@Controller('metrics')
export class MetricsController {
  constructor(
    private readonly metrics: Metrics,
    @Inject(ReadinessRepository) private readonly database: ReadinessRepository,
  ) {}

  @Get()
  @ScopesOfAllSenders('ops')
  @ApiOperation({ summary: "This process' figures for Prometheus" })
  @ApiProduces('text/plain')
  async read(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    this.metrics.databaseUp.set((await this.database.isThere(PATIENCE_MS)) ? 1 : 0);
    reply.header('content-type', this.metrics.registry.contentType);
    return this.metrics.registry.metrics();
  }
}
