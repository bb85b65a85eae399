import { createHmac } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { Agent, request } from 'undici';
import type { DatabaseConnection } from '#database';
import type { MetaStatus } from '#messages';
import { ClaimsRepository, IntakeRepository, type NewMessage, SettlementsRepository, StatusMerge } from '#sending';
import { newMessage, OUTCOMES } from '../sending/sending-database.js';
import { APP_SECRET, SENDER, WABA, type WebhookReceiver } from './webhook-receiver.js';

const CONNECTIONS = 64;

/** A message and what Meta says of it, which ends in `status`. Times in Unix seconds; null: Meta gives none. */
export interface Fate {
  readonly id: string;
  readonly told: readonly { readonly status: MetaStatus; readonly at: number | null }[];
  readonly status: string;
  readonly pricing: Readonly<Record<string, unknown>>;
  readonly deliveredAt: number | null;
  readonly readAt: number | null;
  readonly failedAt: number | null;
}

/** Seconds from the acceptance of a message until the last that Meta says of it. */
const LAST_WORD_AFTER_S = 9;

/** Now, in Unix seconds. */
export const nowSeconds = (): number => Math.floor(Date.now() / 1_000);

/**
 * Messages that Meta accepted yesterday, each with one of six fates: one a second from `first` on, in Unix seconds, by
 * default until now, so that how far Meta is heard is written while they come.
 */
export async function sentMessages(
  database: DatabaseConnection,
  count: number,
  first = nowSeconds() - count - LAST_WORD_AFTER_S,
): Promise<readonly Fate[]> {
  const fates: Fate[] = [];
  while (fates.length < count) {
    const messages = Array.from({ length: Math.min(1_000, count - fates.length) }, () => newMessage());
    await acceptedByMeta(database, messages);
    for (const { id } of messages) fates.push(fateOf(id, fates.length, first));
  }
  return fates;
}

/** They are accepted under `wamid.<id>`, a day ago: what Meta says never precedes what we accepted. */
export async function acceptedByMeta(database: DatabaseConnection, messages: readonly NewMessage[]): Promise<void> {
  await database.query(
    'INSERT INTO senders (phone_number_id, waba_id, mps) VALUES ($1, $2, 80) ON CONFLICT DO NOTHING',
    [SENDER, WABA],
  );
  await database.query('UPDATE installation SET sending_enabled = true');
  const intake = new IntakeRepository(database, 3_600_000);
  const claims = new ClaimsRepository(database, 30_000);
  const settlements = new SettlementsRepository(database, new StatusMerge());
  const ids = messages.map(({ id }) => id);
  await intake.insert(messages);
  await claims.claim(ids);
  await settlements.settle(
    ids.map((id) => ({ messageId: id, attempt: 1, ...OUTCOMES.accepted, wamid: `wamid.${id}` })),
  );
  await database.query(
    `UPDATE whatsapp_messages SET created_at = created_at - interval '1 day', sent_at = sent_at - interval '1 day'
     WHERE id = ANY($1::uuid[])`,
    [ids],
  );
}

const PRICE = { billable: true, pricing_model: 'PMP', type: 'regular', category: 'utility' };
/** Meta leaves parts of it out: the fuller one stays, whichever comes first. */
const PARTIAL_PRICE = { type: 'regular', category: 'utility' };

function fateOf(id: string, index: number, first: number): Fate {
  const at = first + index;
  const undated = index % 8 >= 4;
  const sent = { status: 'sent', at } as const;
  const nothing = { deliveredAt: null, readAt: null, failedAt: null, pricing: PRICE };
  const [delivered, read, failed] = [
    { status: 'delivered', at: at + 2 } as const,
    { status: 'read', at: at + LAST_WORD_AFTER_S } as const,
    { status: 'failed', at: at + 5 } as const,
  ];
  switch (index % 4) {
    case 0:
      if (undated) {
        // When it was read is the first that is known of its delivery.
        const told = [sent, { status: 'delivered', at: null } as const, read];
        return { id, ...nothing, told, status: 'READ', deliveredAt: read.at, readAt: read.at };
      }
      return { id, ...nothing, told: [sent, delivered, read], status: 'READ', deliveredAt: at + 2, readAt: read.at };
    case 1:
      return { id, ...nothing, told: [sent, read], status: 'READ', deliveredAt: read.at, readAt: read.at };
    case 2:
      return { id, ...nothing, told: [sent, failed], status: 'FAILED', failedAt: at + 5 };
    default:
      // Several devices of one recipient may report both: delivered wins.
      return {
        id,
        ...nothing,
        told: [{ ...failed, at: undated ? null : failed.at }, delivered],
        status: 'DELIVERED',
        deliveredAt: at + 2,
        pricing: PARTIAL_PRICE,
      };
  }
}

/** One status as Meta's JSON says it; `at`: Unix seconds, null: without a time. */
export function statusOf(id: string, status: MetaStatus, at: number | null): Readonly<Record<string, unknown>> {
  return {
    id: `wamid.${id}`,
    status,
    ...(at !== null && { timestamp: String(at) }),
    recipient_id: '34612345678',
    biz_opaque_callback_data: `${id}.1`,
    ...(status === 'sent' && { pricing: PRICE }),
    ...(status === 'delivered' && { pricing: PARTIAL_PRICE }),
    ...(status === 'failed' && { errors: [{ code: 131_026, title: 'Message undeliverable' }] }),
  };
}

/** A POST of Meta with these statuses. */
export function bodyOf(statuses: readonly unknown[], padding = ''): Buffer {
  const value = { messaging_product: 'whatsapp', metadata: { phone_number_id: SENDER }, statuses };
  const entry = [{ id: WABA, changes: [{ field: 'messages', value }] }];
  return Buffer.from(JSON.stringify({ object: 'whatsapp_business_account', entry, ...(padding && { padding }) }));
}

export const sign = (body: Buffer, secret = APP_SECRET): string =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

/** Fisher and Yates. `random`: from 0 up to 1. */
export function shuffled<Item>(items: readonly Item[], random: () => number): readonly Item[] {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    const [one, two] = [result[last], result[other]];
    if (one !== undefined && two !== undefined) [result[last], result[other]] = [two, one];
  }
  return result;
}

/** How many messages are exactly as their fates say; `sent_at` is our own time of acceptance, and must not have moved. */
export async function exactOnes(database: DatabaseConnection, fates: readonly Fate[]): Promise<number> {
  const rows: Omit<Fate, 'told'>[] = await database.query(
    `SELECT id, status, pricing, extract(epoch FROM delivered_at)::integer AS "deliveredAt",
       extract(epoch FROM read_at)::integer AS "readAt", extract(epoch FROM failed_at)::integer AS "failedAt"
     FROM whatsapp_messages WHERE id = ANY($1::uuid[]) AND sent_at BETWEEN created_at AND created_at + interval '1 hour'`,
    [fates.map(({ id }) => id)],
  );
  const found = new Map(rows.map((row) => [row.id, row]));
  return fates.filter((fate) => isDeepStrictEqual({ ...found.get(fate.id), told: fate.told }, fate)).length;
}

export interface Answered {
  /** 0: no answer. */
  readonly status: number;
  readonly milliseconds: number;
  /** When it came, on the clock of performance.now(). */
  readonly at: number;
}

/** Meta's side of the line: at most 64 calls at once. */
export class MetaCalls {
  private readonly agent = new Agent({ connections: CONNECTIONS, headersTimeout: 15_000, bodyTimeout: 15_000 });
  /** Every answer so far. */
  readonly answers: Answered[] = [];

  constructor(private readonly receiver: WebhookReceiver) {}

  async post(body: Buffer, signature = sign(body), headers: Readonly<Record<string, string>> = {}): Promise<number> {
    const askedAt = performance.now();
    const status = await request(this.receiver.url, {
      method: 'POST',
      dispatcher: this.agent,
      headers: { 'content-type': 'application/json', 'x-hub-signature-256': signature, ...headers },
      body,
    }).then(
      async ({ statusCode, body: answer }) => {
        await answer.dump();
        return statusCode;
      },
      () => 0,
    );
    const at = performance.now();
    this.answers.push({ status, milliseconds: at - askedAt, at });
    return status;
  }

  /**
   * Repeats it with growing pauses, at most `longestMs` each, until it is answered 200, as Meta does; resolves to the number of
   * calls.
   */
  async postUntilTaken(body: Buffer, longestMs: number, random: () => number): Promise<number> {
    for (let calls = 1; ; calls += 1) {
      if ((await this.post(body)) === 200) return calls;
      const pause = Math.min(500 * 2 ** (calls - 1), longestMs) * (0.5 + random());
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }

  /** All of them, 64 at once. */
  async postAll(bodies: readonly Buffer[]): Promise<void> {
    let next = 0;
    const lane = async (): Promise<void> => {
      for (let body = bodies[next++]; body !== undefined; body = bodies[next++]) await this.post(body);
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, lane));
  }

  close(): Promise<void> {
    return this.agent.close();
  }
}

/** The value that this share of the values is not above. `share`: from 0 to 1. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
