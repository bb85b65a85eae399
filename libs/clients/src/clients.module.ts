import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Environment } from '#runtime';
import { ApiKey } from './api-key.entity.js';
import { ApiKeysRepository } from './api-keys.repository.js';
import { ApiKeys } from './api-keys.js';
import { Client } from './client.entity.js';

@Global()
@Module({
  imports: [TypeOrmModule.forFeature([Client, ApiKey])],
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
        new ApiKeys(repository, environment.ADMIN_API_KEY, () => Date.now()),
    },
  ],
  exports: [ApiKeysRepository, ApiKeys],
})
export class ClientsModule {}
