import type { EventLog } from './event-log.js';

/** Kubernetes waits longer before it kills (terminationGracePeriodSeconds); what is not done by then is not going to be. */
const LONGEST_SHUTDOWN_MS = 20_000;

/** When this process is told to stop it says so, and is gone 20 seconds later whatever still hangs. */
export function stopInTime(app: string, log: EventLog): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      log.info(`${app}.stopping`, { signal });
      setTimeout(() => process.exit(1), LONGEST_SHUTDOWN_MS).unref();
    });
  }
}
