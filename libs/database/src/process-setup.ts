/**
 * What all processes of an installation must have alike. Each says it in the name of its connections, which PostgreSQL shows for as
 * long as there are any: nothing is kept, and nothing has to be tidied up behind a process that died.
 */
export class ProcessSetup {
  constructor(
    /** `recado-api` or `recado-worker`. */
    readonly process: string,
    /** Where its queues are, without spaces (`postgres`, `redis-1a2b3c4d`). */
    readonly queue: string,
    /** Which senders it knows, without spaces: how many, and a mark of their ids (`2-1a2b3c4d`). */
    readonly senders: string,
  ) {}

  /** Null for the name of anybody else's connection. */
  static parse(applicationName: string): ProcessSetup | null {
    const [, process, queue, senders] = /^(\S+) queue=(\S+) senders=(\S+)$/.exec(applicationName) ?? [];
    if (process === undefined || queue === undefined || senders === undefined) return null;
    return new ProcessSetup(process, queue, senders);
  }

  /** At most 63 bytes: PostgreSQL cuts off the rest. */
  get applicationName(): string {
    return `${this.process} queue=${this.queue} senders=${this.senders}`;
  }
}
