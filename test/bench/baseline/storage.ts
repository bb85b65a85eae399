import type { TypeOrmModuleOptions } from '@nestjs/typeorm';
import { Attempt } from './attempt.entity.js';
import { Message } from './message.entity.js';
import { MessageEvent } from './message-event.entity.js';
import { WebhookBody } from './webhook-body.entity.js';

export const ENTITIES = [Message, Attempt, MessageEvent, WebhookBody];

export const POSTGRES: TypeOrmModuleOptions = {
  type: 'postgres',
  url: process.env['DATABASE_URL'] ?? '',
  entities: ENTITIES,
  poolSize: 10,
};

export const REDIS = { url: process.env['REDIS_URL'] ?? '', maxRetriesPerRequest: null };

export const QUEUE = 'messages';
