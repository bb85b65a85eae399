import { integerAt, isJsonObject, type JsonObject, objectAt, objectsAt, textAt } from '#graph-api';
import type { RecipientIds } from '#messages';
import type { StatusReport } from '#sending';
import type { AccountEvent } from './account-event.js';
import type { InboundMessage } from './inbound-message.js';
import type { MarketingPreference } from './marketing-preference.js';
import { readAccountEvent } from './read-account-event.js';
import { readInboundMessages } from './read-inbound-messages.js';
import { readMarketingPreferences } from './read-marketing-preferences.js';
import { readRecipientIds } from './read-recipient-ids.js';
import { readStatuses } from './read-statuses.js';
import { shown, type ShownPart, unreadable, type UnreadablePart } from './unreadable-part.js';
import { webhookField, type WebhookField } from './webhook-fields.js';

/** What one POST of Meta holds, each part by itself: a part that cannot be read never hides its neighbours. */
export interface WebhookReading {
  readonly statuses: readonly StatusReport[];
  readonly inboundMessages: readonly InboundMessage[];
  readonly marketingPreferences: readonly MarketingPreference[];
  readonly accountEvents: readonly AccountEvent[];
  /** What Meta refused to one of our numbers without saying for which message, as its error codes. */
  readonly senderErrors: readonly { readonly senderId: string; readonly code: number | null }[];
  /** What our numbers are called by people, as far as the webhook shows it. */
  readonly numbers: ReadonlyMap<string, string>;
  /** Whose phone and user id are told together, with the number that was spoken with. */
  readonly recipientIds: readonly (RecipientIds & { readonly senderId: string })[];
  /** Changes about a sender that name another account than its own (`told`): nothing of them is in the lists above. */
  readonly ofOtherAccounts: readonly OfOtherAccount[];
  /** Fields that are kept with the raw body and have no further effect, for the figures. */
  readonly recordedOnly: readonly (WebhookField | 'not_json' | 'other_object')[];
  /** Parts that should have been readable and were not. */
  readonly unreadable: readonly ShownPart[];
}

export interface OfOtherAccount {
  readonly senderId: string;
  readonly told: string;
  readonly configured: string;
  readonly field: WebhookField;
  /** How many statuses, messages and wishes it holds. */
  readonly parts: number;
}

const WHATSAPP = 'whatsapp_business_account';

/** The account (WABA) of a sender, null where it is not known. */
export type AccountOf = (senderId: string) => string | null;

/** Of one body; the rest is counted, and can be read in the body itself. */
const UNREADABLE_SHOWN = 20;

/**
 * Reads a webhook tolerantly: unknown fields and keys are ignored, entries, changes and their items are handled one by one.
 * `receivedAt` stands in where Meta gives no time that is one. What a change says of a sender counts only if it names no
 * account or the one that `accountOf` knows.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/overview
 */
export function readWebhook(body: Buffer, receivedAt: Date, accountOf: AccountOf = () => null): WebhookReading {
  const reading = new Reading(receivedAt, accountOf);
  const root = parse(body);
  if (root === NOT_JSON) reading.recordedOnly.push('not_json');
  else if (!isJsonObject(root)) reading.setAside('the body is not an object', root);
  else if ((textAt(root, 'object') ?? WHATSAPP) !== WHATSAPP) reading.recordedOnly.push('other_object');
  else reading.addEntries(root);
  return {
    statuses: reading.statuses,
    inboundMessages: reading.inboundMessages,
    marketingPreferences: reading.marketingPreferences,
    accountEvents: reading.accountEvents,
    senderErrors: reading.senderErrors,
    numbers: reading.numbers,
    recipientIds: reading.recipientIds,
    ofOtherAccounts: reading.ofOtherAccounts,
    recordedOnly: reading.recordedOnly,
    unreadable: shortened(reading.unreadable),
  };
}

class Reading {
  readonly statuses: StatusReport[] = [];
  readonly inboundMessages: InboundMessage[] = [];
  readonly marketingPreferences: MarketingPreference[] = [];
  readonly accountEvents: AccountEvent[] = [];
  readonly senderErrors: { senderId: string; code: number | null }[] = [];
  readonly numbers = new Map<string, string>();
  readonly recipientIds: (RecipientIds & { senderId: string })[] = [];
  readonly ofOtherAccounts: OfOtherAccount[] = [];
  readonly recordedOnly: (WebhookField | 'not_json' | 'other_object')[] = [];
  readonly unreadable: UnreadablePart[] = [];

  constructor(
    private readonly receivedAt: Date,
    private readonly accountOf: AccountOf,
  ) {}

  addEntries(root: JsonObject): void {
    for (const entry of this.listAt(root, 'entry')) {
      if (isJsonObject(entry)) this.addChanges(entry);
      else this.setAside('an entry is not an object', entry);
    }
  }

  /** What every webhook has and this one has not: were Meta to change its format, it must not go unnoticed. */
  setAside(reason: string, part: unknown): void {
    this.unreadable.push(unreadable('unknown', null, reason, part));
  }

  private addChanges(entry: JsonObject): void {
    for (const change of this.listAt(entry, 'changes')) {
      if (isJsonObject(change)) this.add(entry, change);
      else this.setAside('a change is not an object', change);
    }
  }

  private listAt(parent: JsonObject, key: 'entry' | 'changes'): readonly unknown[] {
    const list = parent[key];
    if (Array.isArray(list)) return list;
    this.setAside(`${key} is not a list`, parent);
    return [];
  }

  private add(entry: JsonObject, change: JsonObject): void {
    const value = objectAt(change, 'value');
    const told = readAccountEvent(entry, change, this.receivedAt);
    if (told !== null) {
      this.sort(told, this.accountEvents);
      return;
    }
    const reports = readStatuses(value, this.receivedAt);
    const messages = readInboundMessages(value, this.receivedAt);
    const preferences = readMarketingPreferences(value, this.receivedAt);
    const parts = reports.length + messages.length + preferences.length;
    const field = webhookField(textAt(change, 'field'));
    const other = this.otherAccountOf(entry, value);
    if (other !== null) {
      this.ofOtherAccounts.push({ ...other, field, parts });
      return;
    }
    const errors = this.addMetadata(value);
    for (const report of reports) this.sort(report, this.statuses);
    for (const message of messages) this.sort(message, this.inboundMessages);
    for (const preference of preferences) this.sort(preference, this.marketingPreferences);
    if (parts + errors === 0) this.recordedOnly.push(field);
  }

  private otherAccountOf(entry: JsonObject, value: JsonObject): Omit<OfOtherAccount, 'field' | 'parts'> | null {
    const senderId = textAt(objectAt(value, 'metadata'), 'phone_number_id');
    const told = textAt(entry, 'id');
    if (senderId === null || told === null) return null;
    const configured = this.accountOf(senderId);
    return configured === null || configured === told ? null : { senderId, told, configured };
  }

  /** How many errors there are. */
  private addMetadata(value: JsonObject): number {
    const metadata = objectAt(value, 'metadata');
    const senderId = textAt(metadata, 'phone_number_id');
    if (senderId === null) return 0;
    const digits = textAt(metadata, 'display_phone_number')?.replaceAll(/\D/g, '') ?? '';
    if (/^\d{5,20}$/.test(digits)) this.numbers.set(senderId, digits);
    for (const ids of readRecipientIds(value)) this.recipientIds.push({ ...ids, senderId });
    const errors = objectsAt(value, 'errors').slice(0, 20);
    for (const error of errors) this.senderErrors.push({ senderId, code: integerAt(error, 'code') });
    return errors.length;
  }

  private sort<Part extends object>(part: Part | UnreadablePart, readable: Part[]): void {
    if ('reason' in part) this.unreadable.push(part);
    else readable.push(part);
  }
}

function shortened(parts: readonly UnreadablePart[]): readonly ShownPart[] {
  const first = parts.slice(0, UNREADABLE_SHOWN).map(shown);
  const next = parts[UNREADABLE_SHOWN];
  if (next === undefined) return first;
  return [...first, shown({ ...next, reason: `${parts.length - UNREADABLE_SHOWN} more parts of this body` })];
}

const NOT_JSON = Symbol('not JSON');

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return NOT_JSON;
  }
}
