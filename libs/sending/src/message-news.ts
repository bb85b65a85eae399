/**
 * A message has reached a status that it did not have before; or it was RETURNED: Meta had taken it and gave it back; or
 * SENT_TWICE: Meta turned out to have accepted it once more.
 */
export interface MessageNews {
  readonly messageId: string;
  readonly status: 'SENT' | 'DELIVERED' | 'READ' | 'FAILED' | 'RETURNED' | 'SENT_TWICE';
  /** Of a failure, or why it was returned. */
  readonly code: string | null;
  readonly senderId: string;
  readonly templateName: string;
  /** When it could have been sent first: its acceptance, or its `sendAt` where that is later. */
  readonly sendableSince: Date;
}
