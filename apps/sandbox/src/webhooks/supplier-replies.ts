import type { BusinessNumber } from '../account/business-number.js';
import type { AcceptedMessage } from '../messages/accepted-message.js';
import type { Sandbox } from '../sandbox.js';
import { incomingChange, type Reply } from './message-changes.js';

/** The recipient of a message writes back: the webhook is sent and the 24-hour window opens. Returns the reply's wamid. */
export function supplierReplies(
  sandbox: Sandbox,
  number: BusinessNumber,
  message: AcceptedMessage,
  reply: Reply,
): string {
  const { recipient, hidesPhone } = message;
  const now = sandbox.now();
  const id = sandbox.wamids.incoming(recipient.waId ?? recipient.userId);
  sandbox.lastWroteAt.set(recipient.userId, now);
  const timestamp = Math.floor(now / 1000);
  sandbox.webhooks.send(incomingChange(number, { id, recipient, hidesPhone, timestamp, reply, answers: message.id }));
  return id;
}
