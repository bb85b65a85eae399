/** Kubernetes waits longer before it kills (terminationGracePeriodSeconds); what is not done by then is not going to be. */
const LONGEST_SHUTDOWN_MS = 20_000;

/** What an EventLog does; its type leads to everything that this must be loaded before. */
interface Log {
  info(event: string, fields: { readonly signal: string }): void;
}

/**
 * When this process is told to stop it says so, and is gone 20 seconds later whatever still hangs. Before it `begins` it has
 * nothing to finish, and ends at once. While it begins, what it has taken up must be put down in order, and by hooks that are
 * there only when it has `begun`: a signal waits until then.
 *
 * It is made before anything else is loaded: the first process of a container is not ended by a signal that it does not hear,
 * and would begin its work only to be killed in the middle of it.
 */
export class StopInTime {
  private atWork = false;
  private told: NodeJS.Signals | null = null;
  /** Nothing is logged before it is known how. */
  private log: Log | null = null;

  constructor(private readonly app: string) {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => this.hear(signal));
  }

  tellTo(log: Log): void {
    this.log = log;
  }

  begins(): void {
    this.atWork = true;
  }

  /** From now on others hear the signals and end the process in order. */
  begun(): void {
    if (this.told !== null) process.kill(process.pid, this.told);
  }

  /** Whoever says it twice (npm passes on what the terminal has told everybody) does not end it sooner, and in the middle of something. */
  private hear(signal: NodeJS.Signals): void {
    if (this.told !== null) return;
    this.told = signal;
    this.log?.info(`${this.app}.stopping`, { signal });
    if (!this.atWork) process.exit(0);
    setTimeout(() => process.exit(1), LONGEST_SHUTDOWN_MS).unref();
  }
}
