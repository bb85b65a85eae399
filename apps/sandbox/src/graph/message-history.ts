import type { Sandbox } from '../sandbox.js';

/** The webhooks of one message as Meta keeps them, by its wamid; none for a message that is not known. */
export function messageHistory({ messages, settings, webhooks }: Sandbox, wamid: string | undefined) {
  const message = wamid === undefined ? undefined : messages.find(wamid);
  if (!message) return { data: [] };
  const events = message.events.map(({ status, timestamp }, index) => ({
    id: String(2345678901234567n + BigInt(index)),
    delivery_status: status.toUpperCase(),
    timestamp,
    webhook_update_state: webhooks.url === undefined ? 'PENDING' : 'DELIVERED',
    application: { id: settings.appId },
    webhook_uri: webhooks.url ?? '',
  }));
  return { data: [{ id: '1234567890123456', message_id: message.id, events: { data: events } }] };
}
