import { Processor, WorkerHost } from '@nestjs/bullmq';
import type { Job } from 'bullmq';
import { DataSource } from 'typeorm';
import { Pool } from 'undici';
import { Attempt } from './attempt.entity.js';
import { Message } from './message.entity.js';
import { QUEUE } from './storage.js';

interface Answer {
  readonly messages: readonly { readonly id: string }[];
}

const isAnswer = (value: unknown): value is Answer =>
  typeof value === 'object' && value !== null && 'messages' in value;

const TOKEN = process.env['ACCESS_TOKEN'] ?? '';
const graph = new Pool(process.env['GRAPH_URL'] ?? '', { connections: 128 });

@Processor(QUEUE, { concurrency: 128 })
export class SendMessageProcessor extends WorkerHost {
  constructor(private readonly database: DataSource) {
    super();
  }

  async process(job: Job<{ readonly messageId: string }>): Promise<void> {
    const { manager } = this.database;
    const message = await manager.findOneBy(Message, { id: job.data.messageId });
    if (message === null || message.status !== 'PENDING') return;
    const attempt = await manager.save(manager.create(Attempt, { messageId: message.id }));
    const { statusCode, body } = await graph.request({
      method: 'POST',
      path: `/v25.0/${message.sender}/messages`,
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      body: JSON.stringify(payloadOf(message)),
    });
    const text = await body.text();
    if (statusCode !== 200) throw new Error(text);
    const answer: unknown = JSON.parse(text);
    if (!isAnswer(answer)) throw new Error(text);
    await this.database.transaction(async (transaction) => {
      const sent = await transaction.findOne(Message, {
        where: { id: message.id },
        lock: { mode: 'pessimistic_write' },
      });
      if (sent === null) return;
      sent.wamid = answer.messages[0]?.id ?? null;
      // Meta's webhook may have been faster than its answer.
      if (sent.status === 'PENDING') sent.status = 'SENT';
      sent.sentAt ??= new Date();
      await transaction.save(sent);
      attempt.outcome = 'accepted';
      await transaction.save(attempt);
    });
  }
}

function payloadOf({ id, recipient, templateName, templateLanguage, templateParameters }: Message): object {
  return {
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    to: recipient,
    type: 'template',
    template: {
      name: templateName,
      language: { code: templateLanguage },
      components: [{ type: 'body', parameters: templateParameters.map((text) => ({ type: 'text', text })) }],
    },
    biz_opaque_callback_data: id,
  };
}
