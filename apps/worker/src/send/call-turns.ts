import type { TakenTurns } from '#sending';

/** Turns are taken for so long ahead, lest another worker's order wait for many of them… */
const CHUNK_MS = 100;
/** … and again when those are so nearly used up that the answer may come too late for the next. */
const AHEAD_MS = 50;
/** A turn that this process missed by more, standing still, is lost: using it would put two seconds' calls into one. */
const MISSED_MS = 15;

/** The number does not wait for a connection that hangs: the turns of an answer that takes longer are nobody's. */
const ANSWERED_WITHIN_MS = 2_000;
/** Nor does it wait for each few turns anew: after a failure this worker keeps the rate by itself for so long before it asks again. */
const BY_ITSELF_MS = 5_000;

/** As far as the quickest of so many answers tells, the database's clock shows the same as ours, but for a difference. */
const ANSWERS = 16;

/** Takes turns in a row, `everyMs` apart. */
export type TakeTurns = (count: number, everyMs: number) => Promise<TakenTurns>;

interface Waiting {
  readonly readyMs: number;
  /** The higher goes first. */
  readonly priority: number;
  readonly go: () => void;
}

/**
 * The calls of one number in this worker, each waiting for a turn of its number. The queue's limiter counts jobs when they are taken, Meta
 * counts calls when they come: what a slow database holds up in between must not arrive on top of what follows it.
 * Milliseconds of the monotonic clock.
 */
export class CallTurns {
  private readonly waiting: Waiting[] = [];
  /** When turns are that were taken and not used yet, the earliest first. */
  private readonly turns: number[] = [];
  /** By how much our clock was ahead of the database's when the last answers came; they are some time on their way. */
  private readonly ahead: number[] = [];
  private everyMs: number;
  /** Calls that have left and are not over. */
  private underWay = 0;
  private lastTurnMs = -Infinity;
  private taking = false;
  private timer: NodeJS.Timeout | null = null;
  private byItselfUntilMs = -Infinity;
  /** False where turns could not be taken: this worker keeps the rate by itself then, and knows nothing of others. */
  counted = true;

  constructor(
    private readonly take: TakeTurns,
    pace: number,
    /** Calls under way at once, at the most: so many of this worker's are unclear where Meta falls silent. */
    private most: number,
    private readonly onFailure: (error: unknown) => void,
  ) {
    this.everyMs = 1_000 / pace;
  }

  /** Calls a second and under way at once, from now on. */
  keep(pace: number, most: number): void {
    this.everyMs = 1_000 / pace;
    this.most = most;
    void this.takeMore();
  }

  /**
   * Resolves when a call may leave: before those of lower priority that wait, after those of its own. Whoever it was says when the call
   * is over (`ended`).
   */
  next(priority: number): Promise<void> {
    return new Promise((go) => {
      const behind = this.waiting.findIndex((other) => other.priority < priority);
      this.waiting.splice(behind < 0 ? this.waiting.length : behind, 0, { readyMs: performance.now(), priority, go });
      void this.takeMore();
    });
  }

  /** A call that had left is over, or was not made after all. */
  ended(): void {
    this.underWay -= 1;
    void this.takeMore();
  }

  get areUnderWay(): boolean {
    return this.underWay > 0;
  }

  /** Nobody waits any more, for a turn or for the end of another call. */
  letAllGo(): void {
    while (this.waiting.length > 0) this.letGo();
  }

  /** How long the call that waits longest has been waiting for its turn; where as many as may be are under way, none waits for that. */
  waitedMs(): number {
    if (this.underWay >= this.most) return 0;
    const now = performance.now();
    return this.waiting.reduce((longest, { readyMs }) => Math.max(longest, now - readyMs), 0);
  }

  private async takeMore(): Promise<void> {
    // Turns that this worker could not use are another one's.
    const ready = Math.min(this.waiting.length, this.most - this.underWay);
    const wanted = Math.min(ready - this.turns.length, Math.max(1, Math.floor(CHUNK_MS / this.everyMs)));
    if (this.taking || wanted <= 0) return;
    if ((this.turns.at(-1) ?? -Infinity) - performance.now() > AHEAD_MS) return;
    this.taking = true;
    const { everyMs } = this;
    const firstMs = await this.firstOf(wanted, everyMs);
    for (let turn = 0; turn < wanted; turn += 1) this.turns.push(firstMs + turn * everyMs);
    this.lastTurnMs = this.turns.at(-1) ?? firstMs;
    this.taking = false;
    this.use();
  }

  /** By our clock: an answer that this process reads late, because it stood still, does not move them. */
  private async firstOf(wanted: number, everyMs: number): Promise<number> {
    const ownMs = (): number => Math.max(performance.now(), this.lastTurnMs + everyMs);
    if (performance.now() < this.byItselfUntilMs) return ownMs();
    try {
      const { takenAtMs, firstAtMs } = await within(ANSWERED_WITHIN_MS, this.take(wanted, everyMs));
      this.counted = true;
      this.ahead.push(performance.now() - takenAtMs);
      if (this.ahead.length > ANSWERS) this.ahead.shift();
      const ahead = Math.min(...this.ahead);
      return Math.max(firstAtMs, takenAtMs) + ahead;
    } catch (error) {
      this.counted = false;
      this.onFailure(error);
      this.byItselfUntilMs = performance.now() + BY_ITSELF_MS;
      return ownMs();
    }
  }

  private letGo(): void {
    const first = this.waiting.shift();
    if (first === undefined) return;
    this.underWay += 1;
    first.go();
  }

  private use(): void {
    const now = performance.now();
    for (let [turn] = this.turns; turn !== undefined && turn < now + 1; [turn] = this.turns) {
      this.turns.shift();
      if (turn > now - MISSED_MS && this.underWay < this.most) this.letGo();
    }
    void this.takeMore();
    const [turn] = this.turns;
    if (turn === undefined || this.timer !== null) return;
    this.timer = setTimeout(() => {
      this.timer = null;
      this.use();
    }, turn - now);
  }
}

async function within<Value>(limitMs: number, work: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${limitMs} ms`)), limitMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
