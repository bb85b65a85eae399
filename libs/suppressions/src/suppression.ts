export const SUPPRESSION_SCOPES = ['marketing', 'all'] as const;
/** What is stopped: templates of the category MARKETING, or whatever it is. */
export type SuppressionScope = (typeof SUPPRESSION_SCOPES)[number];

export const SUPPRESSION_REASONS = ['OPT_OUT_WORD', 'USER_PREFERENCES', 'META_131050', 'OPERATOR'] as const;
/** A word that the recipient wrote, the recipient's settings in WhatsApp, a message that Meta failed because of them, or somebody here. */
export type SuppressionReason = (typeof SUPPRESSION_REASONS)[number];

/** Somebody who must not be written to. */
export interface Suppression {
  readonly id: string;
  readonly recipientPhone: string | null;
  readonly recipientUserId: string | null;
  readonly scope: SuppressionScope;
  readonly reason: SuppressionReason;
  /** Why, in the words of whoever added it here. */
  readonly note: string | null;
  /** When it was last said. */
  readonly since: Date;
}
