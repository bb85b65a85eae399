/** The moments of a message's life, each with its own delay after acceptance. */
export type Moment = 'sent' | 'delivered' | 'read' | 'replied';

/** One webhook that follows an acceptance. */
export type PlannedWebhook =
  | {
      readonly kind: 'status';
      readonly status: 'sent' | 'delivered' | 'read' | 'failed';
      /** When it happened, by its timestamp. */
      readonly at: Moment;
      /** When it is told, where that is another moment. */
      readonly told?: Moment;
      readonly code?: number;
      readonly withoutPricing?: boolean;
      readonly twice?: boolean;
    }
  | { readonly kind: 'text-reply'; readonly text: string; readonly at: Moment }
  | { readonly kind: 'button-reply'; readonly at: Moment }
  | { readonly kind: 'marketing-stop'; readonly at: Moment };

export type DeliveryPlan = readonly PlannedWebhook[];

const sent: PlannedWebhook = { kind: 'status', status: 'sent', at: 'sent' };
const delivered: PlannedWebhook = { kind: 'status', status: 'delivered', at: 'delivered' };
const read: PlannedWebhook = { kind: 'status', status: 'read', at: 'read', withoutPricing: true };

export const plans = {
  usual: [sent, delivered, read],
  silence: [],
  sentOnly: [sent],
  deliveredOnly: [sent, delivered],
  readWithoutDelivered: [sent, { ...read, withoutPricing: false }],
  deliveredBeforeSent: [{ ...delivered, told: 'sent' }, { ...sent, told: 'delivered' }, read],
  everythingTwice: [
    { ...sent, twice: true },
    { ...delivered, twice: true },
    { ...read, twice: true },
  ],
  withoutPricing: [
    { ...sent, withoutPricing: true },
    { ...delivered, withoutPricing: true },
    { ...read, withoutPricing: true },
  ],
  failedAfterDelivered: [sent, delivered, { kind: 'status', status: 'failed', at: 'read', code: 131026 }],
  deliveredAfterFailed: [
    { kind: 'status', status: 'failed', at: 'sent', code: 131026 },
    { ...delivered, at: 'delivered' },
  ],
  droppedAfterHold: [{ kind: 'status', status: 'failed', at: 'read', code: 132015 }],
  buttonPressed: [sent, delivered, read, { kind: 'button-reply', at: 'replied' }],
  textReply: [
    sent,
    delivered,
    read,
    { kind: 'text-reply', at: 'replied', text: '¿Podéis retrasar la entrega al día 2? 😃' },
  ],
  stopWord: [sent, delivered, read, { kind: 'text-reply', at: 'replied', text: 'BAJA' }],
  marketingStop: [sent, delivered, read, { kind: 'marketing-stop', at: 'replied' }],
} as const satisfies Record<string, DeliveryPlan>;

/** Accepted, then refused by a webhook, as most refusals of a recipient come. */
export function failedWith(code: number): DeliveryPlan {
  return [{ kind: 'status', status: 'failed', at: 'sent', code }];
}
