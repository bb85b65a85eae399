/** What news are called in the log. */
export const INBOUND_NEWS_EVENTS = {
  reply: 'message.reply',
  order_acknowledged: 'message.order_acknowledged',
  opted_out: 'recipient.opted_out',
  opted_in: 'recipient.opted_in',
} as const satisfies Readonly<Record<InboundNews['kind'], string>>;

/** Something that a recipient said, told once: for the log now, and for whoever wants to be called back. */
export interface InboundNews {
  readonly kind: 'reply' | 'order_acknowledged' | 'opted_out' | 'opted_in';
  /** The message in whose timeline it stands; null where it answers none that we know. */
  readonly messageId: string | null;
  readonly senderId: string;
}
