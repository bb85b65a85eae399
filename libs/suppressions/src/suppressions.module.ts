import { Global, Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { MarketingRefusalsRepository } from './marketing-refusals.repository.js';
import { MarketingWishesRepository } from './marketing-wishes.repository.js';
import { SuppressionCheck } from './suppression-check.js';
import { SuppressionsRepository } from './suppressions.repository.js';

const providers = [
  MarketingWishesRepository,
  {
    provide: MarketingRefusalsRepository,
    inject: [DataSource, MarketingWishesRepository],
    useFactory: (dataSource: DataSource, wishes: MarketingWishesRepository) =>
      new MarketingRefusalsRepository(dataSource, wishes),
  },
  {
    provide: SuppressionsRepository,
    inject: [DataSource],
    useFactory: (dataSource: DataSource) => new SuppressionsRepository(dataSource),
  },
  {
    provide: SuppressionCheck,
    inject: [SuppressionsRepository],
    useFactory: (suppressions: SuppressionsRepository) => new SuppressionCheck(suppressions),
  },
];

@Global()
@Module({ providers, exports: providers })
export class SuppressionsModule {}
