import { Global, Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Environment } from '#runtime';
import { CallbackAddresses } from './callback-addresses.js';
import { CallbackDeliveriesRepository } from './callback-deliveries.repository.js';
import { CallbackEndpointsRepository } from './callback-endpoints.repository.js';
import { CallbackLanesRepository } from './callback-lanes.repository.js';
import { SecretBox } from './secret-box.js';

const providers = [
  {
    provide: CallbackAddresses,
    inject: [Environment],
    useFactory: (environment: Environment) => new CallbackAddresses(environment.CALLBACK_ALLOWED_HOSTS),
  },
  {
    provide: SecretBox,
    inject: [Environment],
    useFactory: (environment: Environment) => new SecretBox(environment.ENCRYPTION_KEY),
  },
  ...[CallbackDeliveriesRepository, CallbackEndpointsRepository, CallbackLanesRepository].map((Repository) => ({
    provide: Repository,
    inject: [DataSource],
    useFactory: (dataSource: DataSource) => new Repository(dataSource),
  })),
];

@Global()
@Module({ providers, exports: providers })
export class CallbacksModule {}
