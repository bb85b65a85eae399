import type { FollowedMessage } from './followed-message.js';

/** Nothing more will happen to it. */
export function hasEnded({ status }: FollowedMessage): boolean {
  return status === 'READ' || status === 'FAILED' || status === 'CANCELLED';
}
