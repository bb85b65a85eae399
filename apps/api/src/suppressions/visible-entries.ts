import { type Caller, visibleClient } from '#clients';

/**
 * Whose entries a caller sees and lifts. Null: everybody's, and what recipients said themselves. That is for whoever runs the
 * installation: keys of `admin`, or with `ops`, that are not bound to senders.
 */
export function visibleEntries(caller: Caller): string | null {
  const runsIt = visibleClient(caller) === null || caller.scopes.includes('ops');
  return runsIt && caller.senderIds === null ? null : caller.clientId;
}
