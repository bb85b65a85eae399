/** Turns are taken for so long ahead, lest another worker's order wait for many of them… */
const CHUNK_MS = 100;
/** … and again when those are so nearly used up that the answer may come too late for the next. */
const AHEAD_MS = 50;
/** A turn that this process missed by more, standing still, is lost: using it would put two seconds' calls into one. */
const MISSED_MS = 15;

/** Takes turns in a row, `everyMs` apart; resolves to the milliseconds until the first of them. */
export type TakeTurns = (count: number, everyMs: number) => Promise<number>;

interface Waiting {
  readonly readyMs: number;
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
  private everyMs = 0;
  private lastTurnMs = -Infinity;
  private taking = false;
  private timer: NodeJS.Timeout | null = null;

  constructor(private readonly take: TakeTurns) {}

  /** Resolves when a call may leave; `pace`: calls a second. */
  next(pace: number): Promise<void> {
    this.everyMs = 1_000 / pace;
    return new Promise((go) => {
      this.waiting.push({ readyMs: performance.now(), go });
      void this.takeMore();
    });
  }

  /** How long the call that waits longest has been waiting. */
  waitedMs(): number {
    const [longest] = this.waiting;
    return longest === undefined ? 0 : performance.now() - longest.readyMs;
  }

  private async takeMore(): Promise<void> {
    const wanted = Math.min(this.waiting.length - this.turns.length, Math.max(1, Math.floor(CHUNK_MS / this.everyMs)));
    if (this.taking || wanted <= 0) return;
    if ((this.turns.at(-1) ?? -Infinity) - performance.now() > AHEAD_MS) return;
    this.taking = true;
    const { everyMs } = this;
    // Without a database this worker at least keeps the rate by itself.
    const firstMs = await this.take(wanted, everyMs).catch(() =>
      Math.max(0, this.lastTurnMs + everyMs - performance.now()),
    );
    const now = performance.now();
    for (let turn = 0; turn < wanted; turn += 1) this.turns.push(now + Math.max(0, firstMs + turn * everyMs));
    this.lastTurnMs = this.turns.at(-1) ?? now;
    this.taking = false;
    this.use();
  }

  private use(): void {
    const now = performance.now();
    for (let [turn] = this.turns; turn !== undefined && turn < now + 1; [turn] = this.turns) {
      this.turns.shift();
      if (turn > now - MISSED_MS) this.waiting.shift()?.go();
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
