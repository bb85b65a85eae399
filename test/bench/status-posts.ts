import { createHmac } from 'node:crypto';
import { APP_SECRET, WABA } from './graph.js';
import { postHead } from './post-request.js';

/** A message that Meta has accepted. */
export interface AcceptedByMeta {
  readonly id: string;
  readonly sender: string;
}

const WORDS = ['sent', 'delivered', 'read'] as const;
/** Messages that are told of before it goes on to the next word: more than are told of at once, so that each word has its effect. */
const BLOCK = 10_000;
const PRICING = { billable: true, pricing_model: 'PMP', type: 'regular', category: 'utility' };

/** All that Meta tells of these messages, block by block: sent, then delivered, then read; signed, all bytes of each POST, with `batch` statuses in one. */
export function statusPosts(messages: readonly AcceptedByMeta[], path: string, batch: number): readonly Buffer[] {
  const posts: Buffer[] = [];
  for (let start = 0; start < messages.length; start += BLOCK) {
    const block = messages.slice(start, start + BLOCK);
    for (const word of WORDS) {
      for (let first = 0; first < block.length; first += batch) {
        const changes = block.slice(first, first + batch).map((message) => changeOf(message, word));
        posts.push(signedPost(path, statusBody(changes)));
      }
    }
  }
  return posts;
}

export function statusBody(changes: readonly object[]): Buffer {
  return Buffer.from(JSON.stringify({ object: 'whatsapp_business_account', entry: [{ id: WABA, changes }] }));
}

export const signatureOf = (body: Buffer): string =>
  `sha256=${createHmac('sha256', APP_SECRET).update(body).digest('hex')}`;

/** As the sandbox, and Meta, say it: one change a status. */
export function changeOf({ id, sender }: AcceptedByMeta, status: (typeof WORDS)[number]): object {
  const timestamp = String(Math.floor(Date.now() / 1_000));
  return {
    field: 'messages',
    value: {
      messaging_product: 'whatsapp',
      metadata: { display_phone_number: '15550783881', phone_number_id: sender },
      statuses: [
        {
          id: `wamid.${id}`,
          status,
          timestamp,
          recipient_id: '34600000000',
          biz_opaque_callback_data: `${id}.1`,
          ...(status !== 'read' && { pricing: PRICING }),
        },
      ],
    },
  };
}

function signedPost(path: string, body: Buffer): Buffer {
  const head = postHead(path, { 'x-hub-signature-256': signatureOf(body) }, body.length);
  return Buffer.concat([Buffer.from(head), body]);
}
