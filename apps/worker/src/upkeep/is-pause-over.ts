import type { EndOfPause, GraphRead, PhoneNumber, TokenInfo } from '#graph-api';
import type { Sender } from '#senders';

/** What Meta was asked about a paused sender: the token only where the app's id and secret are known. */
export interface ProbeReading {
  readonly number: GraphRead<{ readonly phoneNumber: PhoneNumber }>;
  readonly token: GraphRead<{ readonly token: TokenInfo }> | null;
}

/** `account`: what Meta told of the account; the number shows whether that holds, where Meta's word that takes it back got lost. */
export type EndOfAnyPause = EndOfPause | 'account';

const MAY_SEND = 'whatsapp_business_messaging';
const MAY_READ = 'whatsapp_business_management';
const NAMES_THAT_SEND: readonly (string | null)[] = ['APPROVED', 'AVAILABLE_WITHOUT_REVIEW', null];
/** "Permission denied" and "no access": a token that may send need not be one that may read the number. */
const NOT_FOR_READERS: readonly (readonly [from: number, to: number])[] = [
  [3, 3],
  [10, 10],
  [200, 299],
];

/**
 * Whether what Meta shows speaks for sending again. Where nothing shows the end (`unseen`, or the token may not read the number),
 * everything does that does not say BLOCKED: one message finds out. https://developers.facebook.com/documentation/business-messaging/whatsapp/support/health-status
 */
export function isPauseOver(end: EndOfAnyPause, { number, token }: ProbeReading): boolean {
  if (number.kind === 'unreachable') return false;
  if (end === 'account') return number.kind === 'ok' && number.phoneNumber.health?.canSendMessage === 'AVAILABLE';
  if (number.kind === 'refused') {
    const code = number.failure.code;
    const mayRead = token?.kind === 'ok' && token.token.scopes.includes(MAY_READ);
    return !mayRead && code !== null && NOT_FOR_READERS.some(([from, to]) => code >= from && code <= to);
  }
  const { health, status, nameStatus } = number.phoneNumber;
  if (health?.canSendMessage === 'BLOCKED') return false;
  return end !== 'number' || (status === 'CONNECTED' && NAMES_THAT_SEND.includes(nameStatus));
}

/** Whether the token may send for that sender. What `debug_token` does not tell counts as good: the number is asked next. */
export function isTokenGood(
  read: GraphRead<{ readonly token: TokenInfo }>,
  { wabaId }: Pick<Sender, 'wabaId'>,
): boolean {
  if (read.kind !== 'ok') return read.kind === 'refused';
  const { valid, scopes, scopeTargets } = read.token;
  const targets = scopeTargets[MAY_SEND];
  return valid && scopes.includes(MAY_SEND) && (targets === undefined || targets.includes(wabaId));
}
