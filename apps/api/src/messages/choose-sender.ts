import type { Caller } from '#clients';
import type { Sender, Senders } from '#senders';
import type { Problem } from '../problems/problem.js';
import type { ProblemCode } from '../problems/problem-codes.js';

export type SenderChoice =
  { readonly kind: 'sender'; readonly sender: Sender } | { readonly kind: 'refused'; readonly problem: Problem };

const UNKNOWN_SENDER =
  'is the phone number id of none of our senders: WHATSAPP_SENDERS_FILE lists them, or WHATSAPP_PHONE_NUMBER_ID is the only one';

/** The sender that a request names in `sender`, or the first one that its key may use. */
export function chooseSender(senders: Senders, caller: Caller, id: string | null): SenderChoice {
  const mayUse = (sender: Sender): boolean => caller.senderIds?.includes(sender.phoneNumberId) ?? true;
  if (id === null) {
    const preferred = senders.default();
    const sender = mayUse(preferred) ? preferred : senders.all().find(mayUse);
    return sender === undefined
      ? refused('SENDER_NOT_ALLOWED', 'is needed: the key is bound to senders that no longer exist')
      : { kind: 'sender', sender };
  }
  const sender = senders.byId(id);
  if (sender === null) return refused('SENDER_UNKNOWN', UNKNOWN_SENDER);
  if (mayUse(sender)) return { kind: 'sender', sender };
  return refused('SENDER_NOT_ALLOWED', 'is not one of the senders that this key is bound to');
}

function refused(code: ProblemCode, message: string): SenderChoice {
  return {
    kind: 'refused',
    problem: { code, detail: `sender: ${message}`, errors: [{ path: 'sender', message }] },
  };
}
