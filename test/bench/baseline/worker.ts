import 'reflect-metadata';
import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { SendMessageProcessor } from './send-message.processor.js';
import { POSTGRES, QUEUE, REDIS } from './storage.js';

@Module({
  imports: [
    TypeOrmModule.forRoot(POSTGRES),
    BullModule.forRoot({ connection: REDIS }),
    BullModule.registerQueue({ name: QUEUE }),
  ],
  providers: [SendMessageProcessor],
})
class WorkerModule {}

await NestFactory.createApplicationContext(WorkerModule, { logger: ['error', 'warn'] });
for (const event of ['disconnect', 'SIGTERM']) process.once(event, () => process.exit(0));
