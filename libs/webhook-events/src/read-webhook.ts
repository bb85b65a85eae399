import { isJsonObject, type JsonObject, objectAt, objectsAt, textAt } from '#graph-api';
import type { StatusReport } from '#sending';
import type { InboundMessage } from './inbound-message.js';
import type { MarketingPreference } from './marketing-preference.js';
import { readInboundMessages } from './read-inbound-messages.js';
import { readMarketingPreferences } from './read-marketing-preferences.js';
import { readStatuses } from './read-statuses.js';
import type { UnreadablePart } from './unreadable-part.js';

/** What one POST of Meta holds, each part by itself: a part that cannot be read never hides its neighbours. */
export interface WebhookReading {
  readonly statuses: readonly StatusReport[];
  readonly inboundMessages: readonly InboundMessage[];
  readonly marketingPreferences: readonly MarketingPreference[];
  /** Fields and kinds that are kept with the raw body and have no further effect yet, for the figures. */
  readonly recordedOnly: readonly string[];
  /** Parts that should have been readable and were not. */
  readonly unreadable: readonly UnreadablePart[];
}

/**
 * Reads a webhook tolerantly: unknown fields and keys are ignored, entries, changes and their items are handled one by one.
 * `receivedAt` stands in where Meta gives no time that is one.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/overview
 */
export function readWebhook(body: Buffer, receivedAt: Date): WebhookReading {
  const reading = new Reading(receivedAt);
  const root = parse(body);
  if (root === null) reading.recordedOnly.push('not_json');
  for (const entry of objectsAt(root ?? {}, 'entry')) {
    for (const change of objectsAt(entry, 'changes')) reading.add(change);
  }
  return {
    statuses: reading.statuses,
    inboundMessages: reading.inboundMessages,
    marketingPreferences: reading.marketingPreferences,
    recordedOnly: reading.recordedOnly,
    unreadable: reading.unreadable,
  };
}

class Reading {
  readonly statuses: StatusReport[] = [];
  readonly inboundMessages: InboundMessage[] = [];
  readonly marketingPreferences: MarketingPreference[] = [];
  readonly recordedOnly: string[] = [];
  readonly unreadable: UnreadablePart[] = [];

  constructor(private readonly receivedAt: Date) {}

  add(change: JsonObject): void {
    const value = objectAt(change, 'value');
    const reports = readStatuses(value, this.receivedAt);
    const messages = readInboundMessages(value, this.receivedAt);
    const preferences = readMarketingPreferences(value, this.receivedAt);
    for (const report of reports) {
      if ('unknownStatus' in report) this.recordedOnly.push('status');
      else this.sort(report, this.statuses);
    }
    for (const message of messages) this.sort(message, this.inboundMessages);
    for (const preference of preferences) this.sort(preference, this.marketingPreferences);
    if (reports.length + messages.length + preferences.length === 0) {
      this.recordedOnly.push(textAt(change, 'field') ?? 'unknown');
    }
  }

  private sort<Part extends object>(part: Part | UnreadablePart, readable: Part[]): void {
    if ('reason' in part) this.unreadable.push(part);
    else readable.push(part);
  }
}

function parse(body: Buffer): JsonObject | null {
  try {
    const root: unknown = JSON.parse(body.toString('utf8'));
    return isJsonObject(root) ? root : {};
  } catch {
    return null;
  }
}
