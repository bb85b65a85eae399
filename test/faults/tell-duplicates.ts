import { isJsonObject } from '#graph-api';
import type { FaultStack } from './fault-stack.js';
import { tell } from './tell.js';

const SHOWN = 10;

/**
 * Says of some messages that Meta accepted more than once when that was, and what we knew: whether Meta took one later than
 * anybody waits, or we did not hear in time what it had said.
 */
export async function tellDuplicates(stack: FaultStack, name: string): Promise<void> {
  const answer = await stack.control('GET', '/sandbox/messages?limit=1000000');
  const messages = isJsonObject(answer) && Array.isArray(answer['messages']) ? answer['messages'] : [];
  const acceptances = new Map<string, { readonly attempt: string; readonly acceptedAt: string }[]>();
  for (const message of messages.filter(isJsonObject)) {
    const attempt = String(message['callbackData']);
    const id = attempt.split('.')[0] ?? '';
    const entry = { attempt, acceptedAt: String(message['acceptedAt']) };
    acceptances.set(id, [...(acceptances.get(id) ?? []), entry]);
  }
  const doubled = [...acceptances].filter(([, list]) => list.length > 1).slice(0, SHOWN);
  for (const [messageId, accepted] of doubled) {
    const attempts: unknown = await stack.database.query(
      `SELECT attempt, started_at, finished_at, outcome, confirmed_at FROM send_attempts WHERE message_id = $1 ORDER BY attempt`,
      [messageId],
    );
    const events: unknown = await stack.database.query(
      `SELECT type, occurred_at, recorded_at FROM message_events WHERE message_id = $1 ORDER BY recorded_at`,
      [messageId],
    );
    tell(`${name}: sent twice`, { messageId, accepted, attempts, events });
  }
}
