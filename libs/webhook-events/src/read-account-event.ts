import { integerAt, type JsonObject, objectAt, objectsAt, textAt } from '#graph-api';
import type { AccountEvent, ToldTemplate } from './account-event.js';
import { sentenceAt } from './free-text.js';
import { momentAt, pastMomentAt } from './meta-time.js';
import { unreadable, type UnreadablePart } from './unreadable-part.js';
import { webhookField } from './webhook-fields.js';

type Envelope = Pick<AccountEvent, 'wabaId' | 'occurredAt' | 'timeOfReceipt'>;
/** What one field says beside the envelope; null where what it is about is missing. */
type Said = AccountEvent extends infer Event
  ? Event extends AccountEvent
    ? Omit<Event, keyof Envelope>
    : never
  : never;

/**
 * What a change tells of a template, an account or a number; null where it is about something else.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/overview
 */
export function readAccountEvent(
  entry: JsonObject,
  change: JsonObject,
  receivedAt: Date,
): AccountEvent | UnreadablePart | null {
  const field = textAt(change, 'field') ?? '';
  const value = objectAt(change, 'value');
  // Meta's own example of a quality update is filed under the status: its keys say what it is.
  const read = READERS[textAt(value, 'new_quality_score') === null ? field : 'message_template_quality_update'];
  if (read === undefined || !Object.hasOwn(READERS, field)) return null;
  const wabaId = accountIdAt(entry);
  const said = read(value);
  if (said === null || wabaId === null)
    return unreadable(webhookField(field), null, `${field} does not say what it is about`, {
      entry: entry['id'],
      value,
    });
  const time = pastMomentAt(entry, 'time', receivedAt);
  return { wabaId, occurredAt: time ?? receivedAt, timeOfReceipt: time === null, ...said };
}

const READERS: Readonly<Record<string, (value: JsonObject) => Said | null>> = {
  message_template_status_update: readTemplateStatus,
  message_template_quality_update: readTemplateQuality,
  template_category_update: readTemplateCategory,
  message_template_components_update: readTemplateComponents,
  account_update: readAccountUpdate,
  account_review_update: readAccountReview,
  account_alerts: readAccountAlert,
  business_capability_update: readCapability,
  phone_number_quality_update: readNumberQuality,
  phone_number_name_update: readNumberName,
  security: readSecurity,
};

/** Meta's ids are digits; what else stands there PostgreSQL may refuse, and each of thousands of events by itself. */
function accountIdAt(entry: JsonObject): string | null {
  return /^\d{1,40}$/.exec(textAt(entry, 'id') ?? '')?.[0] ?? null;
}

/** A word of Meta's in capitals: what is none must reach neither a column that people filter by nor the log. */
function wordAt(parent: JsonObject, key: string): string | null {
  return /^[A-Z0-9_]{1,80}$/.exec(textAt(parent, key)?.toUpperCase() ?? '')?.[0] ?? null;
}

function digitsAt(parent: JsonObject, key: string): string | null {
  const digits = textAt(parent, key)?.replaceAll(/\D/g, '') ?? '';
  return /^\d{5,20}$/.test(digits) ? digits : null;
}

function readTemplateName(value: JsonObject): ToldTemplate | null {
  const name = textAt(value, 'message_template_name');
  const language = textAt(value, 'message_template_language')?.replaceAll('-', '_') ?? null;
  if (name === null || !/^[a-z0-9_]{1,512}$/.test(name)) return null;
  return language === null || !/^[A-Za-z_]{2,20}$/.test(language) ? null : { name, language };
}

/** Events that name the status which the template then has. */
const STATUS_OF: Readonly<Record<string, string>> = {
  APPROVED: 'APPROVED',
  REINSTATED: 'APPROVED',
  PAUSED: 'PAUSED',
  DISABLED: 'DISABLED',
  REJECTED: 'REJECTED',
  ARCHIVED: 'ARCHIVED',
  PENDING: 'PENDING',
  IN_APPEAL: 'IN_APPEAL',
  LIMIT_EXCEEDED: 'LIMIT_EXCEEDED',
  PENDING_DELETION: 'PENDING_DELETION',
  DELETED: 'DELETED',
};

/** https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/message_template_status_update */
function readTemplateStatus(value: JsonObject): Said | null {
  const template = readTemplateName(value);
  const event = wordAt(value, 'event');
  if (template === null || event === null) return null;
  const reason = sentenceAt(value, 'reason');
  const title = wordAt(objectAt(value, 'other_info'), 'title');
  const why = reason === null || reason === 'NONE' ? sentenceAt(objectAt(value, 'rejection_info'), 'reason') : reason;
  const status = title === 'UNPAUSE' ? 'APPROVED' : (STATUS_OF[event] ?? null);
  const category = wordAt(value, 'message_template_category');
  return { field: 'message_template_status_update', template, event, status, why, category, title };
}

function readTemplateQuality(value: JsonObject): Said | null {
  const template = readTemplateName(value);
  const quality = wordAt(value, 'new_quality_score');
  if (template === null || quality === null) return null;
  const previous = wordAt(value, 'previous_quality_score');
  return { field: 'message_template_quality_update', template, quality, previous };
}

/** While it is announced, `new_category` is the one that the template has, and `correct_category` the one to come. */
function readTemplateCategory(value: JsonObject): Said | null {
  const template = readTemplateName(value);
  const category = wordAt(value, 'new_category');
  if (template === null || category === null) return null;
  const previous = wordAt(value, 'previous_category');
  return {
    field: 'template_category_update',
    template,
    category,
    previous,
    announced: previous === null ? wordAt(value, 'correct_category') : null,
  };
}

function readTemplateComponents(value: JsonObject): Said | null {
  const template = readTemplateName(value);
  return template === null ? null : { field: 'message_template_components_update', template };
}

function readAccountUpdate(value: JsonObject): Said | null {
  const event = wordAt(value, 'event');
  if (event === null) return null;
  const restrictions = objectsAt(value, 'restriction_info')
    .slice(0, 20)
    .map((info) => ({ type: wordAt(info, 'restriction_type') ?? 'UNKNOWN', until: momentAt(info, 'expiration') }));
  return {
    field: 'account_update',
    event,
    banState: wordAt(objectAt(value, 'ban_info'), 'waba_ban_state'),
    violation: wordAt(objectAt(value, 'violation_info'), 'violation_type'),
    restrictions,
  };
}

function readAccountReview(value: JsonObject): Said | null {
  const decision = wordAt(value, 'decision');
  return decision === null ? null : { field: 'account_review_update', decision };
}

function readAccountAlert(value: JsonObject): Said {
  const info = objectAt(value, 'alert_info');
  return {
    field: 'account_alerts',
    severity: wordAt(info, 'alert_severity'),
    type: wordAt(info, 'alert_type'),
    status: wordAt(info, 'alert_status'),
    entity: wordAt(value, 'entity_type'),
    description: sentenceAt(info, 'alert_description'),
  };
}

/** Meta documents a tier and shows a number. */
function limitOf(value: JsonObject): string | null {
  return wordAt(value, 'max_daily_conversations_per_business') ?? wordAt(value, 'max_daily_conversation_per_phone');
}

function readCapability(value: JsonObject): Said {
  return {
    field: 'business_capability_update',
    messagingLimit: limitOf(value),
    maxPhoneNumbers:
      integerAt(value, 'max_phone_numbers_per_waba') ?? integerAt(value, 'max_phone_numbers_per_business'),
  };
}

function readNumberQuality(value: JsonObject): Said | null {
  const number = digitsAt(value, 'display_phone_number');
  const event = wordAt(value, 'event');
  if (number === null || event === null) return null;
  // `current_limit` is of webhooks before February 2026.
  return {
    field: 'phone_number_quality_update',
    number,
    event,
    messagingLimit: limitOf(value) ?? wordAt(value, 'current_limit'),
  };
}

function readNumberName(value: JsonObject): Said | null {
  const number = digitsAt(value, 'display_phone_number');
  const decision = wordAt(value, 'decision');
  if (number === null || decision === null) return null;
  return {
    field: 'phone_number_name_update',
    number,
    decision,
    name: sentenceAt(value, 'requested_verified_name'),
    why: sentenceAt(value, 'rejection_reason'),
  };
}

/** Without `requester`: it names a person. */
function readSecurity(value: JsonObject): Said | null {
  const event = wordAt(value, 'event');
  return event === null ? null : { field: 'security', number: digitsAt(value, 'display_phone_number'), event };
}
