/** What an endpoint may be told of; the contract's names. */
export const CALLBACK_EVENTS = [
  'message.sent',
  'message.delivered',
  'message.read',
  'message.failed',
  'message.cancelled',
  'message.held',
  'message.undelivered',
  'message.order_acknowledged',
  'message.reply',
  'recipient.opted_out',
  'sender.paused',
  'sender.resumed',
  'template.status_changed',
  'template.category_changed',
  'usage.free_tier_near',
] as const;

export type CallbackEvent = (typeof CALLBACK_EVENTS)[number];
