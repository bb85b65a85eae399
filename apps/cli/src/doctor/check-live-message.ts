import { randomUUID } from 'node:crypto';
import { type FollowedMessage, MESSAGES_PATH, type TimelineEvent, followMessage, readMessage } from '#api-client';
import { parsePhone } from '#messages/plain';
import { refusalOf } from '../refusal-of.js';
import { tellEvents } from '../tell-events.js';
import type { Check } from './check.js';
import { type Finding, fail, pass, warn } from './finding.js';
import type { Surroundings } from './surroundings.js';

/** What only Meta's webhook writes into a timeline. */
const TOLD_BY_WEBHOOK: ReadonlySet<string> = new Set(['sent', 'delivered', 'read']);
const REACHED: ReadonlySet<string> = new Set(['delivered', 'read']);

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
      const answer = await api.submit(MESSAGES_PATH, testMessage(to, surroundings), randomUUID());
      const message = answer.kind === 'answered' && answer.status === 202 ? readMessage(answer.json) : null;
      if (message === null) return [fail('LIVE_REFUSED', refusalOf(api, answer))];
      const following = await followMessage(api, message, patienceMs, isDecided, tellEvents(onEvent));
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

/** `sent` is no end of it: most failures of a recipient come after that. */
function isDecided({ status, events }: FollowedMessage): boolean {
  return status === 'FAILED' || status === 'CANCELLED' || events.some(({ type }) => REACHED.has(type));
}

function findingOf({ id, status, pendingReason, error, events }: FollowedMessage, patienceMs: number): Finding {
  const waited = `${Math.round(patienceMs / 1_000)} s`;
  const told = events.findLast(({ type }) => TOLD_BY_WEBHOOK.has(type));
  if (error !== null) {
    // What Meta took only its webhook can fail.
    const wayBack = told !== undefined || events.some(({ outcome }) => outcome === 'accepted');
    const how = wayBack ? 'Meta took it, and its own webhook said failed, so that webhooks arrive' : 'it has failed';
    return fail('LIVE_FAILED', `${id}: ${how}: ${error.title} (${error.code}). ${error.advice}`);
  }
  if (status === 'PENDING') return fail('LIVE_NOT_SENT', `${id}: still PENDING (${pendingReason}) after ${waited}`);
  if (told === undefined) return fail('LIVE_NO_WEBHOOK', `${id}: Meta took it, and no webhook came within ${waited}`);
  const word = `${id}: Meta took it, and its own webhook said ${told.type}`;
  return REACHED.has(told.type) ? pass(word) : warn('LIVE_NOT_DELIVERED', `${word}, and no more within ${waited}`);
}
