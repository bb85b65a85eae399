import type { ApiClient } from '#api-client';
import { exampleOrder } from './example-order.js';
import { followSteps, stepsOf } from './follow-steps.js';
import { submitOrder } from './submit-order.js';
import { bold, faint, say, sayDone, sayFailed, seconds } from './terminal.js';

/** A minute is what `--once` promises; without it the message goes on by itself. */
const PATIENCE_MS = 60_000;

/**
 * Submits the example order and prints its way as it happens, or when it happened if an earlier start sent it.
 * @returns whether it was read.
 */
export async function showExampleOrder(api: ApiClient, recipient: string | undefined): Promise<boolean> {
  const order = exampleOrder(recipient);
  const started = performance.now();
  const message = await submitOrder(api, order);
  const { supplier, orderNumber } = order;
  say();
  say(`Purchase order ${bold(orderNumber)} for ${supplier.name}, ${supplier.phone}`);
  if (message.text !== null) say(`  “${message.text}”`);
  if (message.sentAt !== null)
    say(`  already sent on ${message.sentAt.slice(0, 19).replace('T', ' at ')} UTC, not sent again`);
  const earlier = new Set(stepsOf(message).filter(() => message.sentAt !== null));
  const end = await followSteps(
    api,
    message,
    (step) => sayDone(step, faint(earlier.has(step) ? 'before' : seconds(performance.now() - started).padStart(7))),
    PATIENCE_MS,
  );
  switch (end.kind) {
    case 'read':
      return true;
    case 'ended': {
      const { status, error } = end.message;
      sayFailed(error ? `${status}: ${error.title} (${error.code})\n${error.advice}` : status);
      return false;
    }
    case 'late': {
      const { status, pendingReason } = end.message;
      sayFailed(`${status}${pendingReason ? ` (${pendingReason})` : ''} after ${seconds(PATIENCE_MS)}`);
      return false;
    }
  }
}
