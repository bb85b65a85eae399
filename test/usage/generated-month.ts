import { v7 } from 'uuid';
import type { StatusReport } from '#sending';
import { FAILURE, SENDER, type SendingDatabase, statusOf } from '../sending/sending-database.js';

export const OTHER_SENDER = '209876543210987';
export const CLIENTS = ['00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-0000000000c2'] as const;

const SENDERS = [SENDER, OTHER_SENDER];
const TEMPLATES = ['po_notification', 'order_confirmation', 'spring_offer'];
const COUNTRIES = ['ES', 'PT', 'JP', null];
const CODES = ['131026', '131047', '130472'];
const DAY_MS = 86_400_000;

/** As Meta's webhooks have said it over the years, and not at all. */
const PRICES: readonly (Readonly<Record<string, unknown>> | null)[] = [
  { billable: true, pricing_model: 'PMP', type: 'regular', category: 'utility' },
  { billable: true, pricing_model: 'PMP', type: 'regular', category: 'marketing' },
  { billable: false, pricing_model: 'PMP', type: 'free_customer_service', category: 'utility' },
  { pricing_model: 'PMP', type: 'regular', category: 'utility' },
  { billable: true, pricing_model: 'PMP', type: 'of_tomorrow', category: 'utility' },
  { billable: false, pricing_model: 'PMP', type: 'of_tomorrow', category: 'service' },
  { pricing_model: 'PMP', type: 'of_tomorrow', category: 'marketing' },
  { billable: true, pricing_model: 'CBP', category: 'utility' },
  { billable: false, pricing_model: 'CBP', category: 'service' },
  null,
];

/** What happened to one message, as it is known when all is over. */
export interface Happened {
  readonly id: string;
  readonly clientId: string;
  readonly senderId: string;
  readonly template: string;
  readonly phone: string;
  readonly country: string | null;
  readonly createdAt: Date;
  readonly scheduledAt: Date | null;
  readonly end: 'waits' | 'expired' | 'cancelled' | 'sent' | 'failed' | 'delivered' | 'read';
  readonly sentAt: Date;
  readonly deliveredAt: Date;
  readonly readAt: Date;
  readonly code: string;
  readonly pricing: Readonly<Record<string, unknown>> | null;
}

const ENDS: readonly Happened['end'][] = [
  'waits',
  'expired',
  'cancelled',
  'sent',
  'failed',
  'delivered',
  'read',
  'read',
  'read',
];

/** Messages of the thirty days before a moment, to a few recipients, so that many of them share conversations. */
export function generateMonth(count: number, until: Date, random: () => number): readonly Happened[] {
  const pick = <Item>(items: readonly Item[]): Item => {
    const item = items[Math.floor(random() * items.length)];
    if (item === undefined) throw new RangeError('nothing to pick from');
    return item;
  };
  const wholeSeconds = (ms: number): Date => new Date(Math.floor(ms / 1_000) * 1_000);
  return Array.from({ length: count }, (): Happened => {
    const recipient = Math.floor(random() * 40);
    const createdAt = new Date(Math.floor(until.getTime() - random() * 30 * DAY_MS));
    const scheduledAt = random() < 0.1 ? new Date(createdAt.getTime() + Math.floor(random() * 6 * 3_600_000)) : null;
    const wantedAt = (scheduledAt ?? createdAt).getTime();
    const sentAt = new Date(wantedAt + Math.floor(20 * 1_000 ** (random() * 1.5)));
    const deliveredAt = wholeSeconds(sentAt.getTime() + 1_000 * Math.floor(1 + 40 ** (random() * 3)));
    return {
      id: v7(),
      clientId: pick(CLIENTS),
      senderId: pick(SENDERS),
      template: pick(TEMPLATES),
      phone: `+346000000${String(recipient).padStart(2, '0')}`,
      country: COUNTRIES[recipient % COUNTRIES.length] ?? null,
      createdAt,
      scheduledAt,
      end: pick(ENDS),
      sentAt,
      deliveredAt,
      readAt: wholeSeconds(deliveredAt.getTime() + 1_000 * Math.floor(random() * 90_000)),
      code: pick(CODES),
      pricing: pick(PRICES),
    };
  });
}

/** Accepts them, at the times at which they were. */
export async function accept(database: SendingDatabase, messages: readonly Happened[]): Promise<void> {
  await database.sql(
    `INSERT INTO clients (id, name) SELECT id, id::text FROM unnest($1::uuid[]) AS x (id) ON CONFLICT DO NOTHING`,
    [CLIENTS],
  );
  await database.sql(
    `INSERT INTO senders (phone_number_id, waba_id, mps) VALUES ($1, '1', 80) ON CONFLICT DO NOTHING`,
    [OTHER_SENDER],
  );
  await database.sql(
    `INSERT INTO whatsapp_messages (id, client_id, sender_id, recipient_phone, recipient_country, template_name, template_language,
       template_parameters, scheduled_at, expires_at, created_at, updated_at)
     SELECT id, "clientId", "senderId", phone, country, template, 'es', '[]', "scheduledAt", "createdAt" + interval '72 hours', "createdAt", "createdAt"
     FROM json_to_recordset($1::json) AS x (id uuid, "clientId" uuid, "senderId" text, phone text, country text, template text,
       "scheduledAt" timestamptz, "createdAt" timestamptz)`,
    [JSON.stringify(messages)],
  );
}

/** What the worker writes: that Meta took them, or that they end before. */
export async function send(database: SendingDatabase, messages: readonly Happened[]): Promise<void> {
  await database.sql(
    `UPDATE whatsapp_messages m SET
       progress = CASE x."end" WHEN 'expired' THEN 2 WHEN 'cancelled' THEN 1 ELSE 3 END,
       error_code = CASE x."end" WHEN 'expired' THEN 'EXPIRED' END,
       sent_at = CASE WHEN x."end" NOT IN ('expired', 'cancelled') THEN x."sentAt" END
     FROM json_to_recordset($1::json) AS x (id uuid, "end" text, "sentAt" timestamptz) WHERE m.id = x.id AND x."end" <> 'waits'`,
    [JSON.stringify(messages)],
  );
}

/**
 * What Meta's webhooks tell of one, in order; with `doubt` some of it first without a time, dated by a receipt that was later,
 * and its price with only some of the words.
 */
export function statusesOf(message: Happened, doubt: boolean): readonly StatusReport[] {
  const { id, senderId, end, sentAt, deliveredAt, readAt, code, pricing } = message;
  if (end === 'waits' || end === 'expired' || end === 'cancelled') return [];
  const say = (status: StatusReport['status'], occurredAt: Date, change: Partial<StatusReport> = {}): StatusReport =>
    statusOf(id, status, { senderId, occurredAt, ...change });
  const sent = say('sent', sentAt, { pricing: doubt ? null : pricing });
  if (end === 'sent') return [{ ...sent, pricing }];
  if (end === 'failed') return [sent, say('failed', deliveredAt, { failure: { ...FAILURE, code } })];
  const late = new Date(deliveredAt.getTime() + 26 * 3_600_000);
  const delivered = say('delivered', deliveredAt, { pricing });
  const told = doubt ? [{ ...delivered, occurredAt: late, timeOfReceipt: true }, delivered] : [delivered];
  return end === 'read' ? [sent, ...told, say('read', readAt)] : [sent, ...told];
}
