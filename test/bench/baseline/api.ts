import 'reflect-metadata';
import { BullModule } from '@nestjs/bullmq';
import { Module, ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { TypeOrmModule } from '@nestjs/typeorm';
import { MessagesController } from './messages.controller.js';
import { ENTITIES, POSTGRES, QUEUE, REDIS } from './storage.js';
import { WebhookController } from './webhook.controller.js';

@Module({
  imports: [
    TypeOrmModule.forRoot({ ...POSTGRES, synchronize: true }),
    TypeOrmModule.forFeature(ENTITIES),
    BullModule.forRoot({ connection: REDIS }),
    BullModule.registerQueue({
      name: QUEUE,
      defaultJobOptions: { attempts: 3, removeOnComplete: { count: 1_000 }, removeOnFail: { count: 1_000 } },
    }),
  ],
  controllers: [MessagesController, WebhookController],
})
class ApiModule {}

const app = await NestFactory.create<NestFastifyApplication>(ApiModule, new FastifyAdapter(), {
  rawBody: true,
  logger: ['error', 'warn'],
});
app.useGlobalPipes(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true }));
await app.listen(Number(process.env['PORT'] ?? 0), '127.0.0.1');
for (const event of ['disconnect', 'SIGTERM']) process.once(event, () => process.exit(0));
