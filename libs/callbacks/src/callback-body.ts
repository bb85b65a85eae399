import { viewOf } from '#messages';
import { acknowledgedOrder } from '#webhook-events';
import type { DueDelivery, OptedOutRecipient, TimelineLine } from './due-delivery.js';

/** What is posted: the event, and the message as the API shows it. Its bytes are what is signed. */
export function callbackBody(delivery: DueDelivery): string {
  const { type, occurredAt, version } = delivery;
  return JSON.stringify({ type, timestamp: occurredAt.toISOString(), data: { ...dataOf(delivery), version } });
}

function dataOf({ type, message, facts, line, recipient }: DueDelivery): Readonly<Record<string, unknown>> {
  if (message !== null) return { ...viewOf(message), ...(line !== null && saidOf(type, line)) };
  if (recipient !== null) return recipientOf(recipient);
  return facts ?? {};
}

function saidOf(type: string, line: TimelineLine): Readonly<Record<string, unknown>> {
  switch (type) {
    case 'message.reply':
      return { reply: replyOf(line) };
    case 'message.order_acknowledged':
      return { acknowledgedOrder: { orderNumber: line.data['orderNumber'] ?? null } };
    default:
      return {};
  }
}

function replyOf({ at, data, text, acknowledgedId }: TimelineLine): Readonly<Record<string, unknown>> {
  const payload = typeof data['payload'] === 'string' ? data['payload'] : null;
  const orderNumber = acknowledgedOrder(payload);
  return {
    type: data['type'] ?? null,
    text,
    payload,
    at: at.toISOString(),
    acknowledgedOrder: orderNumber === null ? null : { orderNumber, messageId: acknowledgedId },
  };
}

function recipientOf({ phone, userId, scope, reason, at }: OptedOutRecipient): Readonly<Record<string, unknown>> {
  return { to: phone ?? userId, userId, scope, reason, at: at.toISOString() };
}
