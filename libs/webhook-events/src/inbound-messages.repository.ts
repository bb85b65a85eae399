import type { EntityManager } from 'typeorm';
import { kinInSql, phoneSpellings } from '#messages';
import type { MarketingWish, MarketingWishesRepository } from '#suppressions';
import { acknowledgedOrder } from './acknowledged-order.js';
import type { InboundMessage } from './inbound-message.js';
import type { InboundNews } from './inbound-news.js';
import { isOptOut } from './is-opt-out.js';
import { CAN_BE_TIED, tieReplies, type Untied } from './tie-replies.repository.js';

export interface InboundOutcome {
  /** False: it was known already. */
  readonly fresh: boolean;
  readonly news: readonly InboundNews[];
}

interface Key {
  readonly senderId: string;
  readonly wamid: string;
}

/** A word as it is kept, which is as it was heard first, with the message of ours that it answers. */
interface Kept extends Key {
  readonly phone: string | null;
  readonly userId: string | null;
  readonly type: string;
  readonly text: string | null;
  readonly payload: string | null;
  readonly occurredAt: Date;
  readonly receivedAt: Date;
  readonly messageId: string | null;
  readonly acknowledgedId: string | null;
}

/** What is to be tied to a message of ours, with the ids of its author that are known. */
type Answer = Key & Pick<Kept, 'phone' | 'payload'> & { readonly userIds: readonly (string | null)[] };

/** A line of a timeline. */
interface Happening extends Key {
  readonly messageId: string;
  readonly key: string;
  readonly type: InboundNews['kind'];
  readonly occurredAt: Date;
  readonly data: Readonly<Record<string, unknown>>;
}

interface KeyedNews extends Key {
  readonly news: InboundNews;
}

/**
 * What follows when somebody writes to one of our numbers: it is kept (which opens the 24-hour window), stands in the
 * timeline of the message that it answers, acknowledges an order, stops marketing. All of it may come twice: what follows is
 * read from the row that was kept first.
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
    const inserted: { place: number }[] = await manager.query(INSERT, [JSON.stringify(messages.map(rowOf))]);
    const fresh = new Set(inserted.map(({ place }) => place));
    const untied = messages.filter((_message, place) => fresh.has(place));
    await tieReplies(
      manager,
      untied.map((message) =>
        untiedOf({
          ...message,
          // Its parent is noted only when the transaction ends.
          userIds: [message.userId, message.parentUserId],
          payload: message.button?.payload ?? null,
        }),
      ),
    );
    const news = await this.follow(manager, messages);
    const firstOf = new Map(messages.map((message, place) => [idOf(message), place] as const).toReversed());
    return messages.map((message, place) => ({
      fresh: fresh.has(place),
      news: news
        .filter((one) => idOf(one) === idOf(message) && firstOf.get(idOf(one)) === place)
        .map((one) => one.news),
    }));
  }

  /** What quotes a message that has become known, or never will be. */
  async tieWaiting(manager: EntityManager): Promise<readonly InboundNews[]> {
    const waiting: Answer[] = await manager.query(WAITING);
    if (waiting.length === 0) return [];
    await tieReplies(manager, waiting.map(untiedOf));
    return (await this.follow(manager, waiting)).map(({ news }) => news);
  }

  private async follow(manager: EntityManager, keys: readonly Key[]): Promise<readonly KeyedNews[]> {
    const kept: Kept[] = await manager.query(KEPT, [JSON.stringify(keys)]);
    const optOuts = kept.filter(({ text }) => isOptOut(text, this.optOutWords));
    const told = await note(manager, [
      ...kept.flatMap((word) => [...replyOf(word), ...acknowledgementOf(word)]),
      ...optOuts.flatMap(optOutOf),
    ]);
    const changed = await this.wishes.note(manager, optOuts.map(wishOf));
    // An opting out is news of its author, once, whether a message of ours is known by then or not.
    return [
      ...told.filter(({ news }) => news.kind !== 'opted_out'),
      ...optOuts.flatMap((word, index) => (changed[index] === true ? [newsOf(word, 'opted_out', word.messageId)] : [])),
    ];
  }
}

function idOf({ senderId, wamid }: Key): string {
  return `${senderId} ${wamid}`;
}

function newsOf({ senderId, wamid }: Key, kind: InboundNews['kind'], messageId: string | null): KeyedNews {
  return { senderId, wamid, news: { kind, messageId, senderId } };
}

/** A button may bear a word to opt out, too. */
function rowOf(message: InboundMessage, place: number): Readonly<Record<string, unknown>> {
  const { text, button, ...rest } = message;
  return { ...rest, place, text: text ?? button?.text ?? null, payload: button?.payload ?? null };
}

function untiedOf({ senderId, wamid, phone, userIds, payload }: Answer): Untied {
  return {
    senderId,
    wamid,
    phones: phone === null ? [] : phoneSpellings(phone),
    userIds: userIds.filter((id) => id !== null),
    orderNumber: acknowledgedOrder(payload),
  };
}

/** Meta's own notices, such as a changed number, come as messages too; a reaction without an emoji takes back an earlier one. */
function replyOf({ senderId, wamid, messageId, type, text, payload, occurredAt }: Kept): Happening[] {
  if (messageId === null || type === 'system' || (type === 'reaction' && text === null)) return [];
  const data = { whatsappMessageId: wamid, type, ...(payload !== null && { payload }) };
  return [{ senderId, wamid, messageId, key: `reply:${wamid}`, type: 'reply', occurredAt, data }];
}

function acknowledgementOf({ senderId, wamid, acknowledgedId: messageId, payload, occurredAt }: Kept): Happening[] {
  if (messageId === null) return [];
  const data = { orderNumber: acknowledgedOrder(payload) };
  const key = `order_acknowledged:${data.orderNumber}`;
  return [{ senderId, wamid, messageId, key, type: 'order_acknowledged', occurredAt, data }];
}

function optOutOf({ senderId, wamid, messageId, occurredAt }: Kept): Happening[] {
  if (messageId === null) return [];
  const data = { scope: 'marketing', reason: 'OPT_OUT_WORD' };
  return [{ senderId, wamid, messageId, key: `opted_out:${wamid}`, type: 'opted_out', occurredAt, data }];
}

/** Of nobody but its author: whoever quotes a message under another id need not be the one to whom it went. */
function wishOf(word: Kept): MarketingWish {
  const { senderId, wamid, phone, userId, occurredAt, receivedAt } = word;
  return {
    key: `OPT_OUT_WORD:${senderId}:${wamid}`,
    senderId,
    recipientPhone: phone,
    recipientUserId: userId,
    wish: 'stop',
    reason: 'OPT_OUT_WORD',
    at: occurredAt,
    receivedAt,
  };
}

/** Those that were not in the timeline yet. */
async function note(manager: EntityManager, lines: readonly Happening[]): Promise<readonly KeyedNews[]> {
  if (lines.length === 0) return [];
  const rows: { message_id: string; key: string }[] = await manager.query(NOTE, [JSON.stringify(lines)]);
  const noted = new Set(rows.map((row) => `${row.message_id} ${row.key}`));
  return lines
    .filter(({ messageId, key }) => noted.delete(`${messageId} ${key}`))
    .map((line) => newsOf(line, line.type, line.messageId));
}

const INSERT = `
  WITH input AS (
    SELECT DISTINCT ON ("senderId", wamid) *
    FROM json_to_recordset($1::json) AS x (place integer, "senderId" text, wamid text, phone text, "userId" text, type text,
      text text, payload text, "contextWamid" text, "occurredAt" timestamptz, "receivedAt" timestamptz)
    ORDER BY "senderId", wamid, place
  ), kept AS (
    INSERT INTO inbound_messages (sender_id, wamid, recipient_phone, recipient_user_id, type, body_text, button_payload,
      context_wamid, occurred_at, received_at)
    SELECT "senderId", wamid, phone, "userId", type, text, payload, "contextWamid", "occurredAt", COALESCE("receivedAt", now())
    FROM input ORDER BY "senderId", wamid ON CONFLICT DO NOTHING RETURNING sender_id, wamid
  )
  SELECT i.place FROM input i JOIN kept k ON k.sender_id = i."senderId" AND k.wamid = i.wamid`;

const KEPT = `
  SELECT i.sender_id AS "senderId", i.wamid, i.recipient_phone AS phone, i.recipient_user_id AS "userId", i.type,
    i.body_text AS text, i.button_payload AS payload, i.occurred_at AS "occurredAt", i.received_at AS "receivedAt",
    i.message_id AS "messageId", i.acknowledged_id AS "acknowledgedId"
  FROM (SELECT DISTINCT "senderId", wamid FROM json_to_recordset($1::json) AS x ("senderId" text, wamid text)) k
  JOIN inbound_messages i ON i.sender_id = k."senderId" AND i.wamid = k.wamid`;

/**
 * Several workers may look at once; what one of them has in hand is none of the other's business. Meta may have told a hidden
 * phone meanwhile.
 */
const WAITING = `
  SELECT i.sender_id AS "senderId", i.wamid, ARRAY[i.recipient_user_id] AS "userIds", i.button_payload AS payload,
    COALESCE(i.recipient_phone, (SELECT r.phone FROM recipient_ids r
      WHERE r.user_id = ANY(${kinInSql('ARRAY[i.recipient_user_id]')}) ORDER BY r.user_id <> i.recipient_user_id LIMIT 1)) AS phone
  FROM inbound_messages i WHERE i.waits AND ${CAN_BE_TIED}
  ORDER BY i.received_at LIMIT 500 FOR UPDATE SKIP LOCKED`;

const NOTE = `
  INSERT INTO message_events (message_id, key, type, occurred_at, data)
  SELECT DISTINCT ON ("messageId", key) "messageId", key, type, "occurredAt", data
  FROM json_to_recordset($1::json) AS x ("messageId" uuid, key text, type text, "occurredAt" timestamptz, data jsonb)
  ORDER BY "messageId", key, "occurredAt" ON CONFLICT DO NOTHING RETURNING message_id, key`;
