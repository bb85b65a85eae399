import { randomBytes } from 'node:crypto';
import { Global, Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Environment } from '#runtime';
import { ApiKeysRepository } from './api-keys.repository.js';
import { ApiKeys } from './api-keys.js';
import { KeyEventsRepository } from './key-events.repository.js';
import { OperatorSessionsRepository } from './operator-sessions.repository.js';
import { OperatorSessions } from './operator-sessions.js';

@Global()
@Module({
  providers: [
    {
      provide: ApiKeysRepository,
      inject: [DataSource],
      useFactory: (dataSource: DataSource) => new ApiKeysRepository(dataSource),
    },
    {
      provide: ApiKeys,
      inject: [ApiKeysRepository, Environment],
      useFactory: (repository: ApiKeysRepository, environment: Environment) =>
        new ApiKeys(repository, environment.ADMIN_API_KEY, () => performance.now()),
    },
    {
      provide: OperatorSessions,
      inject: [ApiKeys, DataSource],
      useFactory: (keys: ApiKeys, dataSource: DataSource) =>
        new OperatorSessions(keys, new OperatorSessionsRepository(dataSource), randomBytes),
    },
    {
      provide: KeyEventsRepository,
      inject: [DataSource],
      useFactory: (dataSource: DataSource) => new KeyEventsRepository(dataSource),
    },
  ],
  exports: [ApiKeysRepository, ApiKeys, OperatorSessions, KeyEventsRepository],
})
export class ClientsModule {}
