import { Controller, Get, Inject } from '@nestjs/common';
import {
  HealthCheck,
  type HealthCheckResult,
  HealthCheckService,
  type HealthIndicatorResult,
  HealthIndicatorService,
} from '@nestjs/terminus';
import { ReadinessRepository } from '#database';
import { SendQueues } from '#queues';
import { type SenderState, SendersRepository, pauseCause } from '#senders';
import { CountryPausesRepository } from '#sending';
import { Watchdog } from './watchdog.js';

const TIMEOUT_MS = 2_000;

/** For Kubernetes: is the process there, and does it do its work? Open, because its port is internal. */
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    @Inject(ReadinessRepository) private readonly database: ReadinessRepository,
    @Inject(SendQueues) private readonly queues: SendQueues,
    @Inject(SendersRepository) private readonly senders: SendersRepository,
    @Inject(CountryPausesRepository) private readonly countries: CountryPausesRepository,
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
          .attempt(() => this.database.answers())
          .withTimeout(TIMEOUT_MS),
      async () => {
        const queue = this.indicators.check('queue');
        const message = await this.queues.trouble();
        return message === null ? queue.up() : queue.down({ message });
      },
      () => this.sending(),
    ]);
  }

  private sending(): PromiseLike<HealthIndicatorResult> {
    return this.indicators
      .check('sending')
      .attempt(() => this.progress())
      .withTimeout(TIMEOUT_MS);
  }

  /** A paused sender is told, and is not a reason to restart anything. */
  private async progress(): Promise<{ oldestClaimableSeconds: number; paused: readonly string[] }> {
    const [{ oldestSeconds, stuck }, states, countries] = await Promise.all([
      this.watchdog.look(),
      this.senders.states(),
      this.countries.list(),
    ]).catch((cause: unknown) => {
      throw new Error('PostgreSQL does not answer', { cause });
    });
    const oldestClaimableSeconds = Math.round(oldestSeconds);
    if (stuck) throw new Error(`Nothing is claimed, and a message waits for ${oldestClaimableSeconds} s`);
    const paused = [
      ...[...states.values()].flatMap(standing),
      ...countries.map(({ senderId, country, code }) => `${senderId}: nothing to ${country}, ${code}`),
    ];
    return { oldestClaimableSeconds, paused };
  }
}

/** A person's reason is free text, and may name somebody. */
function standing(sender: SenderState): readonly string[] {
  const { phoneNumberId, state, pausedBy, pauseReason, pausedAt, waitUntil } = sender;
  if (state === 'ACTIVE') return waitUntil === null ? [] : [`${phoneNumberId}: waits until ${waitUntil.toISOString()}`];
  const why = pausedBy === 'PERSON' ? pauseCause(sender) : (pauseReason ?? 'no reason');
  return [`${phoneNumberId}: ${why}${pausedAt === null ? '' : `, since ${pausedAt.toISOString()}`}`];
}
