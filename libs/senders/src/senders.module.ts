import { Global, Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Environment } from '#runtime';
import { SendersRepository } from './senders.repository.js';
import { Senders } from './senders.js';

@Global()
@Module({
  providers: [
    {
      provide: Senders,
      inject: [Environment],
      useFactory: (environment: Environment) => Senders.fromEnvironment(environment, () => performance.now()),
    },
    {
      provide: SendersRepository,
      inject: [DataSource],
      useFactory: (dataSource: DataSource) => new SendersRepository(dataSource),
    },
  ],
  exports: [Senders, SendersRepository],
})
export class SendersModule {}
