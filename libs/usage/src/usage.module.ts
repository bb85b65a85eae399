import { Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock, Environment } from '#runtime';
import { readRateCard } from './read-rate-card.js';
import { RollUpRepository } from './roll-up.repository.js';
import { StatsRepository } from './stats.repository.js';
import { UsageReport } from './usage-report.js';
import { UsageRepository } from './usage.repository.js';

const providers = [
  {
    provide: RollUpRepository,
    inject: [DataSource, Environment],
    useFactory: (dataSource: DataSource, environment: Environment) =>
      new RollUpRepository(dataSource, environment.BILLING_TIMEZONE, environment.FREE_CONVERSATIONS_PER_MONTH),
  },
  {
    provide: StatsRepository,
    inject: [DataSource],
    useFactory: (dataSource: DataSource) => new StatsRepository(dataSource),
  },
  {
    provide: UsageReport,
    inject: [DataSource, Environment, Clock],
    useFactory: (dataSource: DataSource, environment: Environment, clock: Clock) =>
      new UsageReport(
        new UsageRepository(dataSource),
        {
          timezone: environment.BILLING_TIMEZONE,
          freeConversations: environment.FREE_CONVERSATIONS_PER_MONTH,
          // Checked when the process starts (require-rate-card.ts).
          rateCard: environment.RATE_CARD_FILE === undefined ? null : readRateCard(environment.RATE_CARD_FILE),
        },
        clock,
      ),
  },
];

@Module({ providers, exports: providers })
export class UsageModule {}
