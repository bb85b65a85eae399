import type { BusinessNumber } from '../account/business-number.js';
import { knownCode } from '../graph/graph-error-codes.js';
import type { Recipient } from '../graph/recipient.js';
import type { AcceptedMessage, MessageEvent } from '../messages/accepted-message.js';
import type { WebhookChange } from './webhook-sender.js';

const ERRORS_PAGE = 'https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes';
const PERSON = { name: 'Talleres Muñoz 🔧', username: 'talleres.munoz' };

function messagesChange(number: BusinessNumber, value: object): WebhookChange {
  return { field: 'messages', value: { ...envelope(number), ...value } };
}

function envelope(number: BusinessNumber) {
  const metadata = { display_phone_number: number.phone, phone_number_id: number.id };
  return { messaging_product: 'whatsapp', metadata };
}

function phoneOf(recipient: Recipient, hidesPhone: boolean) {
  return hidesPhone ? undefined : recipient.waId;
}

/**
 * A status webhook in the shape of Graph v24 and later: no `conversation`, user ids beside phones.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/status
 */
export function statusChange(
  number: BusinessNumber,
  message: AcceptedMessage,
  event: MessageEvent,
  withPricing: boolean,
): WebhookChange {
  const { recipient, hidesPhone, callbackData, content } = message;
  const hasFailed = event.status === 'failed';
  const phone = phoneOf(recipient, hidesPhone);
  const status = {
    id: message.id,
    status: event.status,
    timestamp: String(event.timestamp),
    ...(phone !== undefined && { recipient_id: phone }),
    ...((!hasFailed || phone === undefined) && { recipient_user_id: recipient.userId }),
    ...(callbackData !== undefined && { biz_opaque_callback_data: callbackData }),
    ...(withPricing && { pricing: pricingOf(content) }),
    ...(event.code !== undefined && { errors: [webhookError(event.code)] }),
  };
  if (hasFailed) return messagesChange(number, { statuses: [status] });
  const profile = event.status === 'sent' ? { name: PERSON.name } : PERSON;
  const contact = { profile, ...(phone !== undefined && { wa_id: phone }), user_id: recipient.userId };
  return messagesChange(number, { contacts: [contact], statuses: [status] });
}

function pricingOf(content: AcceptedMessage['content']) {
  const category = content.type === 'template' ? content.template.category.toLowerCase() : 'service';
  return { billable: true, pricing_model: 'PMP', type: 'regular', category };
}

/** An error as webhooks word it, which is not always as answers do. */
export function webhookError(code: number) {
  const known = knownCode(code);
  const title = known?.webhook?.title ?? known?.title ?? 'Unknown error';
  const details = known?.webhook?.details ?? known?.details ?? known?.message ?? title;
  return { code, title, message: title, error_data: { details }, href: ERRORS_PAGE };
}

/** What a supplier writes back. */
export type Reply =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'button'; readonly text: string; readonly payload: string };

export interface IncomingMessage {
  readonly id: string;
  readonly recipient: Recipient;
  readonly hidesPhone: boolean;
  /** Unix seconds. */
  readonly timestamp: number;
  readonly reply: Reply;
  /** The wamid that it answers. */
  readonly answers?: string;
}

/** https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/button */
export function incomingChange(number: BusinessNumber, incoming: IncomingMessage): WebhookChange {
  const { recipient, hidesPhone, reply, answers } = incoming;
  const phone = phoneOf(recipient, hidesPhone);
  const content =
    reply.type === 'text' ? { text: { body: reply.text } } : { button: { payload: reply.payload, text: reply.text } };
  return messagesChange(number, {
    contacts: [
      { profile: { name: PERSON.name }, ...(phone !== undefined && { wa_id: phone }), user_id: recipient.userId },
    ],
    messages: [
      {
        ...(answers !== undefined && { context: { from: number.phone, id: answers } }),
        ...(phone !== undefined && { from: phone }),
        from_user_id: recipient.userId,
        id: incoming.id,
        timestamp: String(incoming.timestamp),
        type: reply.type,
        ...content,
      },
    ],
  });
}

/** https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/user_preferences */
export function marketingPreferenceChange(
  number: BusinessNumber,
  recipient: Recipient,
  wish: 'stop' | 'resume',
  timestamp: number,
): WebhookChange {
  const value = {
    ...envelope(number),
    contacts: [{ profile: { name: PERSON.name }, wa_id: recipient.waId, user_id: recipient.userId }],
    user_preferences: [
      {
        wa_id: recipient.waId,
        detail: `User requested to ${wish} marketing messages`,
        category: 'marketing_messages',
        value: wish,
        timestamp,
      },
    ],
  };
  return { field: 'user_preferences', value };
}
