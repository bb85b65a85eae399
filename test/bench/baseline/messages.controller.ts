import { InjectQueue } from '@nestjs/bullmq';
import { Body, Controller, Get, Headers, HttpCode, Post } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Queue } from 'bullmq';
import { Repository } from 'typeorm';
import { v7 } from 'uuid';
import { Message } from './message.entity.js';
import { MessageRequestDto } from './message-request.dto.js';
import { QUEUE } from './storage.js';

@Controller()
export class MessagesController {
  constructor(
    @InjectRepository(Message) private readonly messages: Repository<Message>,
    @InjectQueue(QUEUE) private readonly queue: Queue,
  ) {}

  @Get('health/ready')
  ready(): object {
    return { status: 'ok' };
  }

  /** Committed, and in the queue, when it answers. */
  @Post('messages')
  @HttpCode(202)
  async accept(@Body() request: MessageRequestDto, @Headers('idempotency-key') idempotencyKey: string) {
    const { name, language, parameters } = request.template;
    const known = await this.messages.findOneBy({ idempotencyKey });
    if (known !== null) return { id: known.id, status: known.status };
    const message = await this.messages.save({
      id: v7(),
      idempotencyKey,
      recipient: request.to,
      templateName: name,
      templateLanguage: language,
      templateParameters: parameters,
      reference: request.reference,
      sender: request.sender,
      status: 'PENDING',
    });
    await this.queue.add('send', { messageId: message.id }, { jobId: message.id });
    return { id: message.id, status: message.status };
  }
}
