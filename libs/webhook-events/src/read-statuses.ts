import {
  UNKNOWN_CODE_ADVICE,
  findErrorCode,
  integerAt,
  isJsonObject,
  type JsonObject,
  objectAt,
  objectsAt,
  textAt,
  verdictForFailedStatus,
} from '#graph-api';
import { META_STATUSES } from '#messages';
import type { MessageFailure, StatusReport } from '#sending';
import { sentenceAt, storableText } from './free-text.js';
import { pastMomentAt } from './meta-time.js';
import { unreadable, type UnreadablePart } from './unreadable-part.js';
import { wamidAt } from './wamid.js';

/**
 * Statuses of our own messages, of a change's `value.statuses`.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/status
 */
export function readStatuses(value: JsonObject, receivedAt: Date): readonly (StatusReport | UnreadablePart)[] {
  const senderId = textAt(objectAt(value, 'metadata'), 'phone_number_id');
  const list: unknown = value['statuses'] ?? [];
  if (!Array.isArray(list)) return [unreadable('messages', senderId, 'statuses is not a list', list)];
  return list.map((item: unknown) => {
    if (!isJsonObject(item)) return unreadable('messages', senderId, 'a status is not an object', item);
    return readStatus(item, senderId, receivedAt);
  });
}

function readStatus(item: JsonObject, senderId: string | null, receivedAt: Date): StatusReport | UnreadablePart {
  const wamid = wamidAt(item, 'id');
  const word = textAt(item, 'status');
  const attemptOf = readCallbackData(textAt(item, 'biz_opaque_callback_data'));
  if (wamid === null || senderId === null || word === null) {
    const part = unreadable('messages', senderId, 'a status lacks id, status or phone_number_id', item);
    return { ...part, messageId: attemptOf?.messageId ?? null };
  }
  const status = META_STATUSES.find((known) => known === word) ?? 'other';
  const time = pastMomentAt(item, 'timestamp', receivedAt);
  const failure = status === 'failed' ? readFailure(item) : null;
  return {
    wamid,
    status,
    occurredAt: time ?? receivedAt,
    timeOfReceipt: time === null,
    senderId,
    attemptOf,
    failure,
    blocks: failure === null ? null : BLOCKS[verdictForFailedStatus(Number(failure.code))],
    pricing: readPricing(item),
  };
}

const BLOCKS = {
  reject: null,
  block_sender: 'sender',
  block_country: 'country',
  block_template: 'template',
  wait: 'pace',
} as const;

/** `<message id>.<attempt>` as libs/sending writes it; null for anything else, another system's data included. */
export function readCallbackData(text: string | null): StatusReport['attemptOf'] {
  const match = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.(\d{1,9})$/.exec(text ?? '');
  const [, messageId, attempt] = match ?? [];
  return messageId === undefined || attempt === undefined ? null : { messageId, attempt: Number(attempt) };
}

function readFailure(item: JsonObject): MessageFailure {
  const [error] = objectsAt(item, 'errors');
  const code = error === undefined ? null : integerAt(error, 'code');
  const known = code === null ? null : findErrorCode(code);
  return {
    code: code === null ? 'UNKNOWN' : String(code),
    source: 'META',
    title: (error === undefined ? null : sentenceAt(error, 'title')) ?? known?.title ?? 'Meta gave no reason',
    details: error === undefined ? null : sentenceAt(objectAt(error, 'error_data'), 'details'),
    advice: known?.advice ?? UNKNOWN_CODE_ADVICE,
  };
}

/** Meta's has four short fields. */
const PRICING = { fields: 20, key: 80, text: 300 } as const;

/** Meta's pricing is flat and short; whatever else a body holds there is left out, because it is stored and shown. */
function readPricing(item: JsonObject): JsonObject | null {
  const pricing = item['pricing'];
  if (!isJsonObject(pricing)) return null;
  const fields = Object.entries(pricing).filter(([, value]) => isPlain(value));
  return Object.fromEntries(
    fields
      .slice(0, PRICING.fields)
      .map(([key, value]) => [
        storableText(key, PRICING.key),
        typeof value === 'string' ? storableText(value, PRICING.text) : value,
      ]),
  );
}

/** PostgreSQL keeps 1e308 with all its digits; a number that is written with an exponent, or is infinite, is no price. */
function isPlain(value: unknown): boolean {
  return typeof value === 'number' ? /^-?[\d.]+$/.test(String(value)) : ['string', 'boolean'].includes(typeof value);
}
