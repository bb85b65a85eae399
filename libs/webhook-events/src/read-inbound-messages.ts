import { isJsonObject, type JsonObject, objectAt, textAt } from '#graph-api';
import { freeTextAt } from './free-text.js';
import type { InboundMessage } from './inbound-message.js';
import { pastMomentAt } from './meta-time.js';
import { phoneAt, userIdAt } from './read-recipient-ids.js';
import { unreadable, type UnreadablePart } from './unreadable-part.js';
import { wamidAt } from './wamid.js';

/** Types that may have a text under them. */
const CAPTIONED: readonly string[] = ['image', 'video', 'document'];

/**
 * What people wrote, of a change's `value.messages`. A type that is not known is kept as its name, without content.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages
 */
export function readInboundMessages(value: JsonObject, receivedAt: Date): readonly (InboundMessage | UnreadablePart)[] {
  const senderId = textAt(objectAt(value, 'metadata'), 'phone_number_id');
  const list: unknown = value['messages'] ?? [];
  if (!Array.isArray(list)) return [unreadable('messages', senderId, 'messages is not a list', list)];
  return list.map((item: unknown) => {
    if (!isJsonObject(item)) return unreadable('messages', senderId, 'a message is not an object', item);
    const wamid = wamidAt(item, 'id');
    if (wamid === null || senderId === null)
      return unreadable('messages', senderId, 'a message lacks id or phone_number_id', item);
    const reaction = objectAt(item, 'reaction');
    const parentUserId = userIdAt(item, 'from_parent_user_id');
    const type = /^[a-z_]{1,40}$/.exec(textAt(item, 'type') ?? '')?.[0] ?? 'unknown';
    return {
      wamid,
      senderId,
      phone: phoneAt(item, 'from'),
      userId: userIdAt(item, 'from_user_id') ?? parentUserId,
      parentUserId,
      type,
      text:
        freeTextAt(objectAt(item, 'text'), 'body') ??
        freeTextAt(reaction, 'emoji') ??
        (CAPTIONED.includes(type) ? freeTextAt(objectAt(item, type), 'caption') : null) ??
        freeTextAt(objectAt(objectAt(item, 'interactive'), 'nfm_reply'), 'body'),
      button: readButton(item),
      contextWamid: wamidAt(objectAt(item, 'context'), 'id') ?? wamidAt(reaction, 'message_id'),
      occurredAt: pastMomentAt(item, 'timestamp', receivedAt) ?? receivedAt,
    };
  });
}

/**
 * A template's quick reply comes as `button`, with its label as payload where we gave it none; a button or a line of a list of
 * ours as `interactive`.
 */
function readButton(item: JsonObject): InboundMessage['button'] {
  const button = objectAt(item, 'button');
  const interactive = objectAt(item, 'interactive');
  const answer = { ...objectAt(interactive, 'list_reply'), ...objectAt(interactive, 'button_reply') };
  const text = freeTextAt(button, 'text') ?? freeTextAt(answer, 'title');
  const payload = freeTextAt(button, 'payload') ?? freeTextAt(answer, 'id') ?? text;
  return payload === null ? null : { payload, text };
}
