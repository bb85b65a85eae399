import type { MessageContent } from '../graph/check-message.js';
import type { Recipient } from '../graph/recipient.js';
import { bodyOf, buttonsOf, fillIn, headerOf } from '../templates/template.js';

/** A message that the sandbox said yes to, and what it told about it since. */
export interface AcceptedMessage {
  readonly id: string;
  readonly phoneNumberId: string;
  readonly recipient: Recipient;
  readonly hidesPhone: boolean;
  readonly callbackData: string | undefined;
  readonly content: MessageContent;
  /** Unix milliseconds. */
  readonly acceptedAt: number;
  readonly events: MessageEvent[];
}

export interface MessageEvent {
  readonly status: 'sent' | 'delivered' | 'read' | 'failed';
  /** Unix seconds, as in the webhook. */
  readonly timestamp: number;
  readonly code?: number;
}

/** The message as the recipient's phone would show it, with where it stands. */
export function describeMessage(message: AcceptedMessage) {
  const { id, phoneNumberId, recipient, callbackData, content, acceptedAt, events } = message;
  const about = {
    id,
    phoneNumberId,
    to: recipient.input,
    callbackData: callbackData ?? null,
    acceptedAt: new Date(acceptedAt).toISOString(),
    events,
  };
  if (content.type === 'text') return { ...about, text: content.text };
  const { template, values } = content;
  const header = headerOf(template);
  return {
    ...about,
    template: { name: template.name, language: template.language, category: template.category },
    header:
      header &&
      (header.format === 'TEXT' ? fillIn(header.text ?? '', values.header) : Object.fromEntries(values.header)),
    text: fillIn(bodyOf(template), values.body),
    footer: template.components.find(({ type }) => type === 'FOOTER'),
    buttons: buttonsOf(template).map(({ type, text, url }, index) => ({
      type,
      text,
      ...(url !== undefined && { url: url.replace(/\{\{1\}\}$/, values.buttons.get(index) ?? '') }),
      ...(type === 'QUICK_REPLY' && { payload: values.buttons.get(index) ?? text }),
    })),
  };
}
