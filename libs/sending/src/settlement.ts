import type { MessageNews } from './message-news.js';

/** Why a message failed, as it is kept and shown. */
export interface MessageFailure {
  readonly code: string;
  readonly source: 'META' | 'RECADO';
  readonly title: string;
  readonly details: string | null;
  readonly advice: string;
}

/** How one attempt ended, as the worker that made the call knows it. */
export type Settlement = { readonly messageId: string; readonly attempt: number } & (
  | { readonly kind: 'accepted'; readonly wamid: string; readonly metaStatus: string | null }
  | { readonly kind: 'failed'; readonly outcome: string; readonly failure: MessageFailure }
  | {
      readonly kind: 'again';
      readonly outcome: string;
      readonly code: string | null;
      /** Milliseconds from now until it is due again. */
      readonly delayMs: number;
      /** True where it uses up the message's patience (MAX_ATTEMPTS). */
      readonly counts: boolean;
    }
  | { readonly kind: 'unclear'; readonly outcome: string; readonly code: string | null }
);

export interface SettlementResult {
  /** False: the row had moved on (a webhook was faster, the lease was over): nothing was changed. */
  readonly applied: boolean;
  /** What the whole batch brought to pass, with the first of its results: somebody has to count it, once. */
  readonly news: readonly MessageNews[];
}
