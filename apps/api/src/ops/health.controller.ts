import { Controller, Get, Inject, ServiceUnavailableException } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  HealthCheck,
  type HealthCheckResult,
  HealthCheckService,
  type HealthIndicatorResult,
  HealthIndicatorService,
} from '@nestjs/terminus';
import { ReadinessRepository } from '#database';
import { SendQueues } from '#queues';
import { Public } from '../access/scopes.decorator.js';
import { ProblemException } from '../problems/problem-exception.js';

const TIMEOUT_MS = 2_000;

/** For Kubernetes and load balancers: is the process there, and can it take messages? */
@ApiTags('Operations')
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    @Inject(ReadinessRepository) private readonly database: ReadinessRepository,
    @Inject(SendQueues) private readonly queues: SendQueues,
  ) {}

  @Get('live')
  @Public()
  @ApiOperation({ summary: 'The process runs' })
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('ready')
  @Public()
  @HealthCheck()
  @ApiOperation({ summary: 'Messages can be accepted; a queue that is down degrades and does not fail' })
  async ready(): Promise<HealthCheckResult> {
    try {
      return await this.health.check([() => this.postgresql(), () => this.migrations(), () => this.queue()]);
    } catch (error) {
      if (!(error instanceof ServiceUnavailableException)) throw error;
      throw new ProblemException({ code: 'NOT_READY', detail: failuresIn(error.getResponse()) });
    }
  }

  private postgresql(): PromiseLike<HealthIndicatorResult> {
    return this.indicators
      .check('postgresql')
      .attempt(() => this.database.answers())
      .withTimeout(TIMEOUT_MS);
  }

  private migrations(): PromiseLike<HealthIndicatorResult> {
    return this.indicators
      .check('migrations')
      .attempt(() => this.database.isMigrated())
      .withTimeout(TIMEOUT_MS);
  }

  /** Messages are kept in PostgreSQL and queued later, so nobody is sent away for it. */
  private async queue(): Promise<HealthIndicatorResult> {
    const indicator = this.indicators.check('queue');
    const trouble = await this.queues.trouble();
    return trouble === null ? indicator.up() : indicator.degraded(trouble);
  }
}

/** Which checks failed and why, out of Terminus' answer. */
function failuresIn(response: unknown): string {
  const checks: unknown =
    typeof response === 'object' && response !== null && 'error' in response ? response.error : undefined;
  return `Not ready: ${JSON.stringify(checks)}`;
}
