/** A message has reached a status that it did not have before; RETURNED: Meta had taken it and gave it back. */
export interface MessageNews {
  readonly messageId: string;
  readonly status: 'SENT' | 'DELIVERED' | 'READ' | 'FAILED' | 'RETURNED';
  /** Of a failure, or why it was returned. */
  readonly code: string | null;
  readonly senderId: string;
  readonly templateName: string;
  readonly createdAt: Date;
}
