import { Controller, Get, Inject } from '@nestjs/common';
import { HealthCheck, type HealthCheckResult, HealthCheckService, HealthIndicatorService } from '@nestjs/terminus';
import { DataSource } from 'typeorm';
import { SendQueues } from '#queues';
import { SendersRepository } from '#senders';
import { Watchdog } from './watchdog.js';

const TIMEOUT_MS = 2_000;

/** For Kubernetes: is the process there, and does it do its work? Open, because its port is internal. */
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly dataSource: DataSource,
    @Inject(SendQueues) private readonly queues: SendQueues,
    @Inject(SendersRepository) private readonly senders: SendersRepository,
    private readonly watchdog: Watchdog,
  ) {}

  @Get('live')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('ready')
  @HealthCheck()
  ready(): Promise<HealthCheckResult> {
    return this.health.check([
      () =>
        this.indicators
          .check('postgresql')
          .attempt(() => this.dataSource.query('SELECT 1'))
          .withTimeout(TIMEOUT_MS),
      async () => {
        const queue = this.indicators.check('queue');
        return (await this.queues.ping()) ? queue.up() : queue.down({ message: 'The queue does not answer' });
      },
      () => this.sending(),
    ]);
  }

  /** A paused sender is told, and is not a reason to restart anything. */
  private async sending(): Promise<Record<string, { status: 'up' | 'down' }>> {
    const indicator = this.indicators.check('sending');
    const { oldestSeconds, stuck } = await this.watchdog.look();
    const paused = [...(await this.senders.states()).values()]
      .filter((sender) => sender.state === 'PAUSED')
      .map((sender) => `${sender.phoneNumberId}: ${sender.pauseReason ?? 'no reason'}`);
    const details = { oldestClaimableSeconds: Math.round(oldestSeconds), paused };
    return stuck ? indicator.down(details) : indicator.up(details);
  }
}
