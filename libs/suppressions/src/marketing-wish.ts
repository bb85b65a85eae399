import type { SuppressionReason } from './suppression.js';

/** What a recipient says about marketing. */
export interface MarketingWish {
  /** The same whenever it is told again. */
  readonly key: string;
  /** Our number to which, or of which, it was said. */
  readonly senderId: string;
  readonly recipientPhone: string | null;
  readonly recipientUserId: string | null;
  readonly wish: 'stop' | 'resume';
  readonly reason: Exclude<SuppressionReason, 'OPERATOR'>;
  /** Meta's time of it; the later word counts, whichever comes first. */
  readonly at: Date;
  /** When it reached us, if that is not now. */
  readonly receivedAt?: Date;
}
