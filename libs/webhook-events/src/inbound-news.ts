/** Something that a recipient said, told once: for the log now, and for whoever wants to be called back. */
export interface InboundNews {
  readonly kind: 'reply' | 'order_acknowledged' | 'opted_out' | 'opted_in';
  /** The message in whose timeline it stands; null where it answers none that we know. */
  readonly messageId: string | null;
  readonly senderId: string;
}
