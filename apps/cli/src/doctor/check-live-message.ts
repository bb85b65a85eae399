import { parsePhone } from '#messages/plain';
import { MESSAGES_PATH, followMessage } from '../follow-message.js';
import { type FollowedMessage, type TimelineEvent, readMessage } from '../followed-message.js';
import { refusalOf } from '../refusal-of.js';
import type { Check } from './check.js';
import { type Finding, fail, pass } from './finding.js';
import type { Surroundings } from './surroundings.js';

/** What only Meta's webhook writes into a timeline. */
const TOLD_BY_WEBHOOK: ReadonlySet<string> = new Set(['sent', 'delivered', 'read']);

/**
 * With `--send +34…`: a real message, and the wait for Meta's own webhook about it. An event that we sign ourselves proves that
 * the API is reached from here; this proves that Meta reaches it, with the right secret, and that the app is subscribed.
 */
export function checkLiveMessage(to: string, patienceMs: number, onEvent: (event: TimelineEvent) => void): Check {
  return {
    name: 'live message',
    async run(surroundings) {
      const reading = parsePhone(to);
      if (reading.kind === 'refused') return [fail('LIVE_REFUSED', reading.message)];
      const { api } = surroundings;
      const answer = await api.call('POST', MESSAGES_PATH, testMessage(to, surroundings));
      const message = answer.kind === 'answered' && answer.status === 202 ? readMessage(answer.json) : null;
      if (message === null) return [fail('LIVE_REFUSED', refusalOf(api, answer))];
      const following = await followMessage(api, message, patienceMs, isDecided, onEvent);
      return [findingOf(following.message, patienceMs)];
    },
  };
}

/** Nobody must take it for an order: its number says what it is. */
function testMessage(to: string, { environment }: Surroundings): object {
  const { PO_TEMPLATE: name, PO_LANGUAGE: language } = environment;
  const reference = `TEST-${new Date().toISOString().slice(0, 16).replaceAll(/\D/g, '')}`;
  return { to, reference, template: { name, language, parameters: ['Recado', reference, '€0.00'] }, priority: 'high' };
}

function isDecided({ status, events }: FollowedMessage): boolean {
  return status === 'FAILED' || status === 'CANCELLED' || events.some(({ type }) => TOLD_BY_WEBHOOK.has(type));
}

function findingOf({ id, status, pendingReason, error, events }: FollowedMessage, patienceMs: number): Finding {
  const told = events.find(({ type }) => TOLD_BY_WEBHOOK.has(type));
  if (told !== undefined) return pass(`${id}: Meta took it, and its own webhook said ${told.type}`);
  const waited = `${Math.round(patienceMs / 1_000)} s`;
  if (error !== null) return fail('LIVE_FAILED', `${id}: ${error.title} (${error.code}). ${error.advice}`);
  if (status === 'PENDING') return fail('LIVE_NOT_SENT', `${id}: still PENDING (${pendingReason}) after ${waited}`);
  return fail('LIVE_NO_WEBHOOK', `${id}: Meta took it, and no webhook came within ${waited}`);
}
