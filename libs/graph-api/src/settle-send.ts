import { readAnswer, type GraphAnswer } from './graph-answer.js';
import type { Exchange } from './graph-connection.js';
import { findErrorCode } from './graph-error-codes.js';
import { failureOf } from './graph-failure.js';
import { objectsAt, textAt, type JsonObject } from './json-object.js';
import { regainAccessMs, retryAfterMs } from './retry-after.js';
import type { Accepted, SendOutcome, ThrottleScope } from './send-outcome.js';
import { verdictFor } from './verdict-for.js';

/** Turns what came of the call into what is known of the message. `now` is in milliseconds, for `Retry-After` dates. */
export function settleSend(exchange: Exchange, now: number): SendOutcome {
  if (exchange.kind === 'never_left') return { kind: 'not_sent', reason: exchange.reason, turnedAway: false };
  if (exchange.kind === 'lost') return { kind: 'unclear', reason: exchange.reason, failure: null };
  const answer = readAnswer(exchange.status, exchange.headers, exchange.text);
  return acceptance(answer) ?? refusal(answer, now);
}

function acceptance(answer: GraphAnswer): Accepted | null {
  if (answer.status < 200 || answer.status > 299 || answer.json === null) return null;
  const [message] = objectsAt(answer.json, 'messages');
  const wamid = message && textAt(message, 'id');
  if (!message || !wamid) return null;
  const [contact] = objectsAt(answer.json, 'contacts');
  return {
    kind: 'accepted',
    wamid,
    metaStatus: metaStatus(message),
    waId: contact ? textAt(contact, 'wa_id') : null,
    userId: contact ? textAt(contact, 'user_id') : null,
  };
}

function metaStatus(message: JsonObject): Accepted['metaStatus'] {
  const status = message.message_status;
  return status === 'accepted' || status === 'held_for_quality_assessment' || status === 'paused' ? status : null;
}

function refusal(answer: GraphAnswer, now: number): SendOutcome {
  if (isWithoutCode(answer)) {
    return isMetas(answer)
      ? { kind: 'unclear', reason: unclearReason(answer), failure: null }
      : { kind: 'not_sent', reason: `HTTP ${answer.status} that is not Meta's`, turnedAway: true };
  }
  const failure = failureOf(answer);
  const throttled = (scope: ThrottleScope): SendOutcome => ({
    kind: 'throttled',
    scope,
    retryAfterMs: waitMs(answer, scope, now),
    failure,
  });
  const verdict = verdictFor({ httpStatus: answer.status, code: failure.code, subcode: failure.subcode });
  switch (verdict) {
    case 'reject':
      return { kind: 'rejected', failure };
    case 'block_sender':
      return { kind: 'sender_blocked', failure };
    case 'block_country':
      return { kind: 'country_blocked', failure };
    case 'throttle_recipient':
      return throttled('recipient');
    case 'throttle_sender':
    case 'wait_sender':
      return throttled('sender');
    case 'wait_account':
      return throttled('account');
    case 'block_template':
      return throttled('template');
    case 'unclear':
      return { kind: 'unclear', reason: unclearReason(answer), failure: answer.error && failure };
  }
}

/**
 * A 4xx that says nothing about the message: Meta refuses with a code. Left out are 408, of a gateway that gave up in the
 * middle, and what the status alone says of our access (401, 403) or our pace (429).
 */
function isWithoutCode({ status, error }: GraphAnswer): boolean {
  return error === null && status >= 400 && status < 500 && ![401, 403, 408, 429].includes(status);
}

/**
 * Whether an answer without a readable code may all the same be Meta's, perhaps spoilt on its way back. Without its headers
 * and without an `error` it comes from a proxy, a block page or a wrong address, which hand on what they let pass and
 * answer what they do not.
 */
function isMetas({ headers, json }: GraphAnswer): boolean {
  const names = Object.keys(headers).map((name) => name.toLowerCase());
  return (
    (json !== null && 'error' in json) ||
    names.some((name) => name.startsWith('x-fb-') || name === 'facebook-api-version')
  );
}

function waitMs(answer: GraphAnswer, scope: ThrottleScope, now: number): number | null {
  const asked = retryAfterMs(answer.headers, now) ?? (scope === 'account' ? regainAccessMs(answer.headers) : null);
  const usual = answer.error && findErrorCode(answer.error.code)?.waitSeconds;
  return asked ?? (usual ? usual * 1_000 : null);
}

function unclearReason(answer: GraphAnswer): string {
  if (answer.error) return `HTTP ${answer.status} with code ${answer.error.code}`;
  if (answer.json === null) return `HTTP ${answer.status} with an unreadable body`;
  return 'error' in answer.json
    ? `HTTP ${answer.status} without an error code`
    : `HTTP ${answer.status} without a message id`;
}
