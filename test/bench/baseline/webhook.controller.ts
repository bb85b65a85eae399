import { createHmac, timingSafeEqual } from 'node:crypto';
import {
  BadRequestException,
  Controller,
  Headers,
  HttpCode,
  Post,
  type RawBodyRequest,
  Req,
  UnauthorizedException,
} from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DataSource, type EntityManager } from 'typeorm';
import { Message, STATUSES } from './message.entity.js';
import { MessageEvent } from './message-event.entity.js';
import { WebhookBody } from './webhook-body.entity.js';

interface Status {
  readonly status: string;
  readonly timestamp: string;
  readonly biz_opaque_callback_data: string;
  readonly errors?: readonly { readonly code: number }[];
}

interface Said {
  readonly entry: readonly {
    readonly changes: readonly { readonly value: { readonly statuses?: readonly Status[] } }[];
  }[];
}

/** Signed by Meta: what it looks like is Meta's word. */
const isSaid = (value: unknown): value is Said => typeof value === 'object' && value !== null && 'entry' in value;

const SECRET = process.env['APP_SECRET'] ?? '';

@Controller('webhook')
export class WebhookController {
  constructor(private readonly database: DataSource) {}

  /** What Meta says is committed, all of it or nothing, when it hears 200. */
  @Post()
  @HttpCode(200)
  async hear(
    @Req() request: RawBodyRequest<FastifyRequest>,
    @Headers('x-hub-signature-256') signature = '',
  ): Promise<void> {
    const body = request.rawBody ?? Buffer.alloc(0);
    if (!isSigned(body, signature)) throw new UnauthorizedException();
    const said: unknown = JSON.parse(body.toString('utf8'));
    if (!isSaid(said)) throw new BadRequestException();
    await this.database.transaction(async (manager) => {
      await manager.save(WebhookBody, { body });
      for (const { changes } of said.entry) {
        for (const { value } of changes) {
          for (const status of value.statuses ?? []) await merge(manager, status);
        }
      }
    });
  }
}

function isSigned(body: Buffer, signature: string): boolean {
  const own = Buffer.from(`sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`);
  const given = Buffer.from(signature);
  return own.length === given.length && timingSafeEqual(own, given);
}

/** A message never goes back: what was delivered is not merely sent, whatever comes later. */
async function merge(manager: EntityManager, said: Status): Promise<void> {
  const message = await manager.findOne(Message, {
    where: { id: said.biz_opaque_callback_data },
    lock: { mode: 'pessimistic_write' },
  });
  const status = STATUSES.find((known) => known === said.status.toUpperCase());
  if (message === null || status === undefined) return;
  const at = new Date(Number(said.timestamp) * 1_000);
  if (STATUSES.indexOf(status) > STATUSES.indexOf(message.status)) message.status = status;
  if (status === 'SENT') message.sentAt ??= at;
  if (status === 'DELIVERED') message.deliveredAt ??= at;
  if (status === 'READ') message.readAt ??= at;
  if (status === 'FAILED') {
    message.failedAt ??= at;
    message.errorCode = String(said.errors?.[0]?.code ?? '');
  }
  await manager.save(message);
  await manager.save(MessageEvent, { messageId: message.id, type: said.status, occurredAt: at });
}
