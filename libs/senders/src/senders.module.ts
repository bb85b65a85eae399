import { Global, Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Environment } from '#runtime';
import { SenderProbesRepository } from './sender-probes.repository.js';
import { SenderSilenceRepository } from './sender-silence.repository.js';
import { SenderTokensRepository } from './sender-tokens.repository.js';
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
    ...[SendersRepository, SenderProbesRepository, SenderSilenceRepository, SenderTokensRepository].map(
      (Repository) => ({
        provide: Repository,
        inject: [DataSource],
        useFactory: (dataSource: DataSource) => new Repository(dataSource),
      }),
    ),
  ],
  exports: [Senders, SendersRepository, SenderProbesRepository, SenderSilenceRepository, SenderTokensRepository],
})
export class SendersModule {}
