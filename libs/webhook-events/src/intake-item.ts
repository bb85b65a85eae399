import type { RecipientIds } from '#messages';
import type { StatusReport } from '#sending';
import type { RecipientWord } from './recipient-words.repository.js';

/** One thing to be kept of a webhook. */
export type IntakeItem =
  | {
      readonly kind: 'payload';
      readonly body: Buffer;
      /** The senders whose app secrets signed it. */
      readonly senderIds: readonly string[];
      /** Fingerprints of those secrets: a sender that is not known here yet may turn out to have one of them. */
      readonly signedBy: readonly string[];
      /** Of people whom those senders spoke with. */
      readonly recipientIds: readonly RecipientIds[];
    }
  | { readonly kind: 'status'; readonly report: StatusReport }
  | RecipientWord
  | {
      readonly kind: 'quarantine';
      readonly field: string;
      /** The sender that the webhook names; null where it names none. */
      readonly senderId: string | null;
      readonly reason: string;
      readonly event: string;
      /** The message that it names, if that may be believed: Meta has it perhaps, so that it is not sent again by itself. */
      readonly messageId?: string | null;
    };
