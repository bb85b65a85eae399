import type { EntityManager } from 'typeorm';
import { phoneSpellings } from '#messages';
import type { MarketingWishesRepository } from '#suppressions';
import { acknowledgedOrder } from './acknowledged-order.js';
import type { InboundMessage } from './inbound-message.js';
import type { InboundNews } from './inbound-news.js';
import { isOptOut } from './is-opt-out.js';

export interface InboundOutcome {
  /** False: it was known already. */
  readonly fresh: boolean;
  readonly news: readonly InboundNews[];
}

/** A message that was kept, with the one of ours that it answers. */
interface Kept {
  readonly place: number;
  readonly fresh: boolean;
  readonly messageId: string | null;
  readonly clientId: string | null;
  readonly recipientPhone: string | null;
  readonly recipientUserId: string | null;
}

interface Heard {
  readonly message: InboundMessage;
  readonly kept: Kept;
}

/** A line of a timeline, or an opting out that belongs to no message. */
interface Happening {
  readonly place: number;
  readonly senderId: string;
  readonly messageId: string | null;
  readonly key: string;
  readonly type: InboundNews['kind'];
  readonly occurredAt: Date;
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * What follows when somebody writes to one of our numbers: it is kept (which opens the 24-hour window), stands in the
 * timeline of the message that it answers, acknowledges an order, stops marketing. All of it may come twice.
 */
export class InboundMessagesRepository {
  constructor(
    private readonly wishes: MarketingWishesRepository,
    /** OPT_OUT_WORDS. */
    private readonly optOutWords: readonly string[],
  ) {}

  /** In the transaction of the webhook that brought them; outcomes in the order given. */
  async keep(manager: EntityManager, messages: readonly InboundMessage[]): Promise<readonly InboundOutcome[]> {
    if (messages.length === 0) return [];
    const heard = await this.insert(manager, messages);
    const optOuts = heard.filter(({ message }) => this.isOptOut(message));
    const happenings = [
      ...heard.flatMap(replyOf),
      ...(await acknowledgements(manager, heard)),
      ...optOuts.map(optOutOf),
    ];
    const noted = await note(manager, happenings);
    await this.wishes.note(manager, optOuts.map(wishOf));
    const fresh = new Set(heard.filter(({ kept }) => kept.fresh).map(({ kept }) => kept.place));
    return messages.map((_message, place) => ({
      fresh: fresh.has(place),
      news: happenings
        .filter((happening) => happening.place === place)
        .filter(({ messageId, key }) => (messageId === null ? fresh.has(place) : noted.delete(`${messageId} ${key}`)))
        .map(({ type, messageId, senderId }) => ({ kind: type, messageId, senderId })),
    }));
  }

  private async insert(manager: EntityManager, messages: readonly InboundMessage[]): Promise<readonly Heard[]> {
    const rows = JSON.stringify(messages.map(rowOf));
    const inserted: { place: number }[] = await manager.query(INSERT, [rows]);
    const fresh = new Set(inserted.map(({ place }) => place));
    const known: Omit<Kept, 'fresh'>[] = await manager.query(KNOWN, [rows]);
    return known.flatMap((row) => {
      const message = messages[row.place];
      return message === undefined ? [] : [{ message, kept: { ...row, fresh: fresh.has(row.place) } }];
    });
  }

  /** A button may bear such a word too. */
  private isOptOut({ text, button }: InboundMessage): boolean {
    return isOptOut(text ?? button?.text ?? null, this.optOutWords);
  }
}

function rowOf(message: InboundMessage, place: number): Readonly<Record<string, unknown>> {
  const { senderId, wamid, phone, userId, type, text, button, contextWamid, occurredAt, receivedAt } = message;
  return {
    place,
    senderId,
    wamid,
    phone,
    phones: spellingsOf(phone),
    userId,
    type,
    text: text ?? button?.text ?? null,
    payload: button?.payload ?? null,
    contextWamid,
    occurredAt,
    receivedAt,
  };
}

function spellingsOf(phone: string | null): readonly string[] {
  return phone === null ? [] : phoneSpellings(phone);
}

/** Meta's own notices, such as a changed number, come as messages too. */
function replyOf({ message, kept: { place, messageId } }: Heard): Happening[] {
  if (messageId === null || message.type === 'system') return [];
  const { wamid, senderId, type, button, occurredAt } = message;
  const data = { whatsappMessageId: wamid, type, ...(button !== null && { payload: button.payload }) };
  return [{ place, senderId, messageId, key: `reply:${wamid}`, type: 'reply', occurredAt, data }];
}

function optOutOf({ message, kept: { place, messageId } }: Heard): Happening {
  const { wamid, senderId, occurredAt } = message;
  const data = { scope: 'marketing', reason: 'OPT_OUT_WORD' };
  return { place, senderId, messageId, key: `opted_out:${wamid}`, type: 'opted_out', occurredAt, data };
}

/** A name may hide the phone; the message that is answered was sent to it. */
function wishOf({ message, kept }: Heard) {
  return {
    recipientPhone: message.phone ?? kept.recipientPhone,
    recipientUserId: message.userId ?? kept.recipientUserId,
    wish: 'stop' as const,
    reason: 'OPT_OUT_WORD' as const,
    at: message.occurredAt,
    ...(message.receivedAt && { receivedAt: message.receivedAt }),
  };
}

/**
 * Only an order of this very sender to this very recipient: an old button of another supplier's, or of a revision that went
 * to somebody else, acknowledges nothing of theirs.
 */
async function acknowledgements(manager: EntityManager, heard: readonly Heard[]): Promise<readonly Happening[]> {
  const asked = heard.flatMap(({ message, kept }) => {
    const orderNumber = acknowledgedOrder(message.button?.payload ?? null);
    if (orderNumber === null) return [];
    const phones = [...spellingsOf(message.phone), ...spellingsOf(kept.recipientPhone)];
    const userId = message.userId ?? kept.recipientUserId;
    const { senderId, occurredAt } = message;
    return [{ place: kept.place, orderNumber, senderId, clientId: kept.clientId, phones, userId, occurredAt }];
  });
  if (asked.length === 0) return [];
  const rows: { place: number; messageId: string }[] = await manager.query(ORDERS, [JSON.stringify(asked)]);
  const found = new Map(rows.map((row) => [row.place, row.messageId]));
  return asked.flatMap(({ place, orderNumber, senderId, occurredAt }): Happening[] => {
    const messageId = found.get(place);
    if (messageId === undefined) return [];
    const key = `order_acknowledged:${orderNumber}`;
    return [{ place, senderId, messageId, key, type: 'order_acknowledged', occurredAt, data: { orderNumber } }];
  });
}

/** Which of them were not in the timeline yet, by message and key. */
async function note(manager: EntityManager, happenings: readonly Happening[]): Promise<Set<string>> {
  const lines = happenings.filter(({ messageId }) => messageId !== null);
  if (lines.length === 0) return new Set();
  const rows: { message_id: string; key: string }[] = await manager.query(NOTE, [JSON.stringify(lines)]);
  return new Set(rows.map((row) => `${row.message_id} ${row.key}`));
}

const ROWS = `json_to_recordset($1::json) AS x (place integer, "senderId" text, wamid text, phone text, phones text[], "userId" text,
  type text, text text, payload text, "contextWamid" text, "occurredAt" timestamptz, "receivedAt" timestamptz)`;

/**
 * The message that it answers: the one that it quotes, else the newest to its author's phone that Meta had taken by then, else
 * to the user id. Meta's times are whole seconds.
 */
const INSERT = `
  WITH input AS (SELECT DISTINCT ON ("senderId", wamid) * FROM ${ROWS} ORDER BY "senderId", wamid, place),
  kept AS (
    INSERT INTO inbound_messages (sender_id, wamid, recipient_phone, recipient_user_id, type, body_text, button_payload,
      context_wamid, message_id, occurred_at, received_at)
    SELECT x."senderId", x.wamid, x.phone, x."userId", x.type, x.text, x.payload, x."contextWamid",
      COALESCE(quoted.id, by_phone.id, by_user.id), x."occurredAt", COALESCE(x."receivedAt", now())
    FROM input x
    LEFT JOIN LATERAL (
      SELECT m.id FROM wamids w JOIN whatsapp_messages m ON m.id = w.message_id
      WHERE w.wamid = x."contextWamid" AND m.sender_id = x."senderId"
    ) quoted ON true
    LEFT JOIN LATERAL (
      SELECT m.id FROM whatsapp_messages m
      WHERE quoted.id IS NULL AND m.recipient_phone = ANY(x.phones) AND m.sender_id = x."senderId" AND m.progress >= 3
        AND m.created_at < x."occurredAt" + interval '1 second'
      ORDER BY m.created_at DESC, m.id DESC LIMIT 1
    ) by_phone ON true
    LEFT JOIN LATERAL (
      SELECT m.id FROM whatsapp_messages m
      WHERE quoted.id IS NULL AND by_phone.id IS NULL AND m.sender_id = x."senderId" AND m.progress >= 3
        AND m.created_at < x."occurredAt" + interval '1 second' AND m.recipient_user_id = x."userId"
      ORDER BY m.created_at DESC, m.id DESC LIMIT 1
    ) by_user ON true
    ORDER BY x."senderId", x.wamid ON CONFLICT DO NOTHING RETURNING sender_id, wamid
  )
  SELECT i.place FROM input i JOIN kept k ON k.sender_id = i."senderId" AND k.wamid = i.wamid`;

const KNOWN = `
  SELECT x.place, i.message_id AS "messageId", m.client_id AS "clientId", m.recipient_phone AS "recipientPhone",
    m.recipient_user_id AS "recipientUserId"
  FROM ${ROWS} JOIN inbound_messages i ON i.sender_id = x."senderId" AND i.wamid = x.wamid
  LEFT JOIN whatsapp_messages m ON m.id = i.message_id`;

/** Its newest message: of the highest revision, or what repeats that one after it failed. */
const ORDERS = `
  SELECT x.place, newest.id AS "messageId"
  FROM json_to_recordset($1::json) AS x (place integer, "orderNumber" text, "senderId" text, "clientId" uuid, phones text[],
    "userId" text)
  CROSS JOIN LATERAL (
    WITH RECURSIVE sent AS (
      SELECT m.id, m.client_id, m.created_at FROM purchase_orders o JOIN whatsapp_messages m ON m.id = o.message_id
      WHERE o.order_number = x."orderNumber" AND m.sender_id = x."senderId"
        AND (m.recipient_phone = ANY(x.phones) OR m.recipient_user_id = x."userId")
      UNION
      SELECT m.id, m.client_id, m.created_at FROM sent JOIN whatsapp_messages m ON m.resend_of = sent.id
    )
    SELECT id FROM sent ORDER BY client_id IS NOT DISTINCT FROM x."clientId" DESC, created_at DESC, id DESC LIMIT 1
  ) newest`;

const NOTE = `
  INSERT INTO message_events (message_id, key, type, occurred_at, data)
  SELECT DISTINCT ON ("messageId", key) "messageId", key, type, "occurredAt", data
  FROM json_to_recordset($1::json) AS x ("messageId" uuid, key text, type text, "occurredAt" timestamptz, data jsonb)
  ORDER BY "messageId", key, "occurredAt" ON CONFLICT DO NOTHING RETURNING message_id, key`;
