import type { SenderState } from './senders.repository.js';

/**
 * Why a sender is paused, of a bounded set: Meta's error code (`131042`), the status of a refusal without one (`HTTP_401`), what
 * Meta's webhook told of the account (`ACCOUNT_DISABLED`), or `PERSON`, whose reason is free text and may name somebody.
 */
export function pauseCause({ pausedBy, pauseReason }: Pick<SenderState, 'pausedBy' | 'pauseReason'>): string {
  if (pausedBy === 'PERSON') return 'PERSON';
  const [cause] = /^(?:\d{1,10}|HTTP \d{3}|ACCOUNT_[A-Z]+)(?=:)/.exec(pauseReason ?? '') ?? ['OTHER'];
  return cause.replace(' ', '_');
}
