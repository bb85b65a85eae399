import { setTimeout as sleep } from 'node:timers/promises';
import type { EventLog } from '#runtime';

/** How long a process waits for its database before it ends, and how often it says so, in milliseconds. */
const PATIENCE_MS = 30_000;
const REMINDER_MS = 10_000;

/**
 * Tries until there is no problem with the database any more. Until then one line every ten seconds; after thirty seconds the
 * process ends with 69 (EX_UNAVAILABLE of sysexits.h), and whoever supervises it tries again.
 */
export async function insist(log: EventLog, attempt: () => Promise<string | null>): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  let remindAt = 0;
  for (let problem = await attempt(); problem !== null; problem = await attempt()) {
    if (Date.now() >= deadline) {
      process.stderr.write(`Recado cannot start: ${problem}\n`);
      process.exit(69);
    }
    if (Date.now() >= remindAt) {
      log.warn('database.awaited', { problem });
      remindAt = Date.now() + REMINDER_MS;
    }
    await sleep(1_000);
  }
}
