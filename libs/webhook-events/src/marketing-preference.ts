import type { MarketingWish } from '#suppressions';

/** Somebody told Meta to let us send marketing, or to let us no longer. */
export interface MarketingPreference {
  /** `metadata.phone_number_id` of the webhook: the number that is spoken of. */
  readonly senderId: string;
  /** In E.164; null where a username hides it. One of phone and user id is known. */
  readonly phone: string | null;
  readonly userId: string | null;
  readonly wish: 'stop' | 'resume';
  /** Meta's own time, in whole seconds; when it reached us where Meta gave none. */
  readonly occurredAt: Date;
  /** Meta gave no time, and `occurredAt` is that of receipt. */
  readonly timeOfReceipt?: true;
  /** When it reached us, if that is not now: what is applied again was said no later. */
  readonly receivedAt?: Date;
}

/**
 * The same for the suppression list. Its key is what Meta said: a phone that we know besides may be known later only, and each
 * repetition has another time of receipt.
 */
export function wishOf(preference: MarketingPreference): MarketingWish {
  const { senderId, phone, userId, wish, occurredAt, timeOfReceipt, receivedAt } = preference;
  const time = timeOfReceipt ? 'undated' : occurredAt.getTime();
  return {
    key: `USER_PREFERENCES:${senderId}:${userId ?? phone}:${wish}:${time}`,
    senderId,
    recipientPhone: phone,
    recipientUserId: userId,
    wish,
    reason: 'USER_PREFERENCES',
    at: occurredAt,
    ...(receivedAt && { receivedAt }),
  };
}
