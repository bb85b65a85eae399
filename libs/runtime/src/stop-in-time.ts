import type { EventLog } from './event-log.js';

/** Kubernetes waits longer before it kills (terminationGracePeriodSeconds); what is not done by then is not going to be. */
const LONGEST_SHUTDOWN_MS = 20_000;

/**
 * When this process is told to stop it says so, and is gone 20 seconds later whatever still hangs. Before it `begins` it has
 * nothing to finish, and ends at once. While it begins, what it has taken up must be put down in order, and by hooks that are
 * there only when it has `begun`: a signal waits until then.
 */
export class StopInTime {
  private atWork = false;
  private told: NodeJS.Signals | null = null;

  constructor(app: string, log: EventLog) {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.once(signal, () => {
        log.info(`${app}.stopping`, { signal });
        if (!this.atWork) process.exit(0);
        this.told ??= signal;
        setTimeout(() => process.exit(1), LONGEST_SHUTDOWN_MS).unref();
      });
    }
  }

  begins(): void {
    this.atWork = true;
  }

  /** From now on others hear the signals and end the process in order. */
  begun(): void {
    if (this.told !== null) process.kill(process.pid, this.told);
  }
}
