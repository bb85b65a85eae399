import {
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

/** What one POST of Meta holds, each part by itself: a part that cannot be read never hides its neighbours. */
export interface WebhookReading {
  readonly statuses: readonly StatusReport[];
  /** Fields and kinds that are kept with the raw body and have no further effect yet, for the figures. */
  readonly recordedOnly: readonly string[];
  /** Parts that should have been readable and were not. */
  readonly unreadable: readonly { readonly reason: string; readonly event: string }[];
}

/**
 * Reads a webhook tolerantly: unknown fields and keys are ignored, entries, changes and statuses are handled one by one.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/status
 */
export function readWebhook(body: Buffer): WebhookReading {
  const statuses: StatusReport[] = [];
  const recordedOnly: string[] = [];
  const unreadable: { reason: string; event: string }[] = [];
  const root = parse(body);
  if (root === null) return { statuses, recordedOnly: ['not_json'], unreadable };
  for (const entry of objectsAt(root, 'entry')) {
    for (const change of objectsAt(entry, 'changes')) {
      const value = objectAt(change, 'value');
      const reports = readStatuses(value);
      for (const report of reports) {
        if ('reason' in report) unreadable.push(report);
        else if ('unknownStatus' in report) recordedOnly.push('status');
        else statuses.push(report);
      }
      if (reports.length === 0) recordedOnly.push(textAt(change, 'field') ?? 'unknown');
    }
  }
  return { statuses, recordedOnly, unreadable };
}

type StatusReading =
  StatusReport | { readonly reason: string; readonly event: string } | { readonly unknownStatus: string };

function readStatuses(value: JsonObject): readonly StatusReading[] {
  const senderId = textAt(objectAt(value, 'metadata'), 'phone_number_id');
  const list: unknown = value['statuses'];
  if (!Array.isArray(list)) return [];
  return list.map((item: unknown) => {
    if (!isJsonObject(item)) return { reason: 'a status is not an object', event: describe(item) };
    return readStatus(item, senderId);
  });
}

function readStatus(item: JsonObject, senderId: string | null): StatusReading {
  const wamid = textAt(item, 'id');
  const word = textAt(item, 'status');
  const seconds = integerAt(item, 'timestamp');
  if (wamid === null || senderId === null || word === null) {
    return { reason: 'a status lacks id, status or phone_number_id', event: describe(item) };
  }
  // Meta's ids are short and printable; what PostgreSQL would refuse must not reach its log.
  if (!/^[\x21-\x7e]{1,512}$/.test(wamid)) return { reason: 'a status has an id that is none', event: describe(item) };
  const status = META_STATUSES.find((known) => known === word);
  // `played` and whatever Meta invents next say nothing about delivery; they are kept with the raw body.
  if (status === undefined) return { unknownStatus: word };
  if (seconds === null || seconds < 0 || seconds > MAX_SECONDS) {
    return { reason: 'a status has no readable timestamp', event: describe(item) };
  }
  const failure = status === 'failed' ? readFailure(item) : null;
  return {
    wamid,
    status,
    occurredAt: new Date(seconds * 1_000),
    senderId,
    attemptOf: readCallbackData(textAt(item, 'biz_opaque_callback_data')),
    failure,
    blocks: failure === null ? null : BLOCKS[verdictForFailedStatus(Number(failure.code))],
    pricing: readPricing(item),
  };
}

const BLOCKS = { reject: null, block_sender: 'sender', block_template: 'template' } as const;

// The last second of the year 9999: beyond it PostgreSQL and JavaScript disagree on what a date is.
const MAX_SECONDS = 253_402_300_799;

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
    title: (error === undefined ? null : textAt(error, 'title')) ?? known?.title ?? 'Meta gave no reason',
    details: error === undefined ? null : textAt(objectAt(error, 'error_data'), 'details'),
    advice: known?.advice ?? 'Meta does not explain this code. Try once more, or use another channel.',
  };
}

/** Meta's pricing is flat; whatever else a body nests there is left out, because it is stored and shown. */
function readPricing(item: JsonObject): JsonObject | null {
  const pricing = item['pricing'];
  if (!isJsonObject(pricing)) return null;
  return Object.fromEntries(Object.entries(pricing).filter(([, value]) => typeof value !== 'object'));
}

function parse(body: Buffer): JsonObject | null {
  try {
    const root: unknown = JSON.parse(body.toString('utf8'));
    return isJsonObject(root) ? root : {};
  } catch {
    return null;
  }
}

function describe(value: unknown): string {
  try {
    return JSON.stringify(value).slice(0, 10_000);
  } catch {
    // JSON.parse reads any depth, JSON.stringify ends at that of the stack.
    return 'nested too deeply to be shown';
  }
}
