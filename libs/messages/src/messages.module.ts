import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Message } from './message.entity.js';
import type { UnclearWaits } from './message-row.js';
import { MessagesRepository } from './messages.repository.js';

@Module({})
export class MessagesModule {
  /** The waits are handed in, so that this library needs nothing of ours. */
  static forProcess(unclear: UnclearWaits): DynamicModule {
    return {
      module: MessagesModule,
      imports: [TypeOrmModule.forFeature([Message])],
      providers: [
        {
          provide: MessagesRepository,
          inject: [DataSource],
          useFactory: (dataSource: DataSource) => new MessagesRepository(dataSource, unclear),
        },
      ],
      exports: [MessagesRepository],
    };
  }
}
