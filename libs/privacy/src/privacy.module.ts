import { Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Environment } from '#runtime';
import { EraseMentionsRepository } from './erase-mentions.repository.js';
import { EraseOldRepository } from './erase-old.repository.js';
import { ErasuresRepository } from './erasures.repository.js';

const providers = [
  {
    provide: EraseMentionsRepository,
    inject: [DataSource],
    useFactory: (dataSource: DataSource) => new EraseMentionsRepository(dataSource),
  },
  {
    provide: ErasuresRepository,
    inject: [DataSource],
    useFactory: (dataSource: DataSource) => new ErasuresRepository(dataSource),
  },
  {
    provide: EraseOldRepository,
    inject: [DataSource, Environment],
    useFactory: (dataSource: DataSource, environment: Environment) =>
      new EraseOldRepository(dataSource, environment.RETENTION_DAYS),
  },
];

@Module({ providers, exports: providers })
export class PrivacyModule {}
