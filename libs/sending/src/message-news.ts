/** A message has reached a status that it did not have before. */
export interface MessageNews {
  readonly messageId: string;
  readonly status: 'SENT' | 'DELIVERED' | 'READ' | 'FAILED';
  /** Of a failure. */
  readonly code: string | null;
  readonly senderId: string;
  readonly templateName: string;
  readonly createdAt: Date;
}
