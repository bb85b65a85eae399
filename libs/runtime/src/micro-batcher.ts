/** What a failed batch means for its items. */
export type BatchFault =
  /** One of the items cannot be written: halve the batch until it stands alone. */
  | 'item'
  /** Passing: a deadlock or a serialization failure. The same batch again. */
  | 'again'
  /** The database is away: every item fails, at once. */
  | 'outage';

export interface MicroBatcherOptions<Item, Result> {
  /** Writes all items; results in the order of the items. */
  readonly write: (items: readonly Item[]) => Promise<readonly Result[]>;
  readonly faultOf: (error: unknown) => BatchFault;
  /**
   * How long the first item waits for company, in milliseconds, also behind a statement that ends sooner; it goes at once where
   * no statement was under way for as long. Behind one that takes longer it waits until that ends, or for 50 ms.
   */
  readonly windowMs: number;
  readonly maxItems: number;
  /** Where items are of very different size: how large one is, and how much a statement takes, unless one alone is larger. */
  readonly size?: { readonly of: (item: Item) => number; readonly max: number };
  /** Statements of this kind under way at the same time; beside another, those that are full or have waited for 50 ms. */
  readonly maxInFlight: number;
  /** Items waiting beyond which there is no room for another: BacklogFullError. */
  readonly maxWaiting: number;
  /** So long (ms) without any statement beginning or ending, and there is no room either: the database hangs. Infinity: never. */
  readonly stalledAfterMs: number;
  /** So long (ms) after an outage there is no room: who comes meanwhile need not find out by himself. */
  readonly outageMs?: number;
}

/** Too many items wait already, or nothing moves; the caller should answer 503 rather than let the queue grow. */
export class BacklogFullError extends Error {
  override readonly name = 'BacklogFullError';
}

/** Thousands a second, if Meta has much to tell: one for all, because each would note how it was reached. */
const AWAY = new BacklogFullError('the database was away a moment ago');

interface Waiting<Item, Result> {
  readonly item: Item;
  /** In monotonic milliseconds. */
  readonly since: number;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

const MAX_REPEATS = 5;

/** What waits longer for a statement under way goes beside it, full or not: that may hang on a lock that concerns nobody else. */
const BESIDE_MS = 50;

/** Ticks that make up `stalledAfterMs`. */
const STALL_TICKS = 5;

/**
 * Gathers single items into one statement: group commit, a tenth of the cost of a transaction a row.
 * A batch that fails because of one item is bisected, so a poisonous row never takes its neighbours along.
 */
export class MicroBatcher<Item, Result> {
  private waiting: Waiting<Item, Result>[] = [];
  /** As `size` has it. */
  private waitingSize = 0;
  private inFlight = 0;
  /** Ends the waiting for company. */
  private leaving: (() => void) | null = null;
  private ticker: NodeJS.Timeout | null = null;
  /**
   * Since a statement began or ended. Ticks, not a clock: while the process is busy with itself it hears no answers, and
   * however long that takes, it is one tick.
   */
  private stillTicks = 0;
  /** Of the last outage, in monotonic milliseconds. */
  private awayAt = -Infinity;
  /** Of the last statement, in monotonic milliseconds. */
  private endedAt = -Infinity;

  constructor(private readonly options: MicroBatcherOptions<Item, Result>) {}

  /** Resolves when the item is committed; rejects with BacklogFullError where there is no room for it. */
  async add(item: Item): Promise<Result> {
    this.requireRoom(1);
    return this.addAdmitted(item);
  }

  /**
   * Throws BacklogFullError unless all of so many items may be added now. More than half of what may wait finds room as soon as
   * half of it is free: however many belong together, they are taken in the end.
   */
  requireRoom(count: number): void {
    const { maxWaiting, stalledAfterMs, outageMs = 0 } = this.options;
    if (this.waiting.length + Math.min(count, maxWaiting / 2) > maxWaiting) {
      throw new BacklogFullError(`${this.waiting.length} items wait already`);
    }
    if (this.stillTicks >= STALL_TICKS) {
      throw new BacklogFullError(`no answer of the database for ${stalledAfterMs} ms`);
    }
    if (performance.now() - this.awayAt < outageMs) throw AWAY;
  }

  /** Adds what `requireRoom` was asked for, or what stands in for such an item. */
  addAdmitted(item: Item): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      this.waiting.push({ item, since: performance.now(), resolve, reject });
      this.waitingSize += this.sizeOf(item);
      this.schedule();
    });
  }

  /** What is full goes at once. Two that are half full cost twice what a full one does, and whoever waits for them waits longer. */
  private schedule(): void {
    const [first] = this.waiting;
    if (first === undefined || this.inFlight >= this.options.maxInFlight) return;
    if (this.isFull()) return this.write();
    if (this.leaving !== null) return;
    if (this.inFlight === 0 && this.isQuiet()) return this.leaveAtOnce();
    this.leaveAt(first.since + (this.inFlight === 0 ? this.options.windowMs : BESIDE_MS));
  }

  private isFull(): boolean {
    const { maxItems, size } = this.options;
    return this.waiting.length >= maxItems || (size !== undefined && this.waitingSize >= size.max);
  }

  private sizeOf(item: Item): number {
    return this.options.size?.of(item) ?? 0;
  }

  /** Who answers one batch and is asked again at once has the next one in a moment: of that the first should not go alone. */
  private isQuiet(): boolean {
    return performance.now() - this.endedAt >= this.options.windowMs;
  }

  /** What came in this turn of the event loop goes, and what comes next gathers behind it. */
  private leaveAtOnce(): void {
    const immediate = setImmediate(() => this.write());
    this.leaving = () => clearImmediate(immediate);
  }

  private leaveAt(due: number): void {
    const now = performance.now();
    if (due <= now) return this.write();
    const timer = setTimeout(() => this.write(), due - now);
    this.leaving = () => clearTimeout(timer);
  }

  /** Calls off that what waits leaves. */
  private stay(): void {
    this.leaving?.();
    this.leaving = null;
  }

  /** As much of what waits as a statement takes. */
  private write(): void {
    this.stay();
    const batch = this.waiting.splice(0, this.nextBatch());
    for (const { item } of batch) this.waitingSize -= this.sizeOf(item);
    this.inFlight += 1;
    this.moved();
    void this.settle(batch, MAX_REPEATS).finally(() => {
      this.inFlight -= 1;
      this.endedAt = performance.now();
      this.moved();
      this.stay();
      this.schedule();
    });
    this.schedule();
  }

  /** A statement began or ended. */
  private moved(): void {
    this.stillTicks = 0;
    if (this.inFlight === 0 && this.ticker !== null) {
      clearInterval(this.ticker);
      this.ticker = null;
    }
    const { stalledAfterMs } = this.options;
    if (this.inFlight > 0 && this.ticker === null && stalledAfterMs < Infinity) {
      this.ticker = setInterval(() => (this.stillTicks += 1), stalledAfterMs / STALL_TICKS).unref();
    }
  }

  /** How many of those that wait go into one statement. */
  private nextBatch(): number {
    const { maxItems, size } = this.options;
    const most = Math.min(this.waiting.length, maxItems);
    if (size === undefined) return most;
    let sum = 0;
    const tooMuch = this.waiting.slice(0, most).findIndex(({ item }) => (sum += size.of(item)) > size.max);
    return tooMuch === -1 ? most : Math.max(1, tooMuch);
  }

  /** Never rejects: every item's own promise hears how it went. */
  private async settle(batch: readonly Waiting<Item, Result>[], repeats: number): Promise<void> {
    try {
      const results = await this.options.write(batch.map((entry) => entry.item));
      this.moved();
      if (results.length !== batch.length) throw new RangeError(`${batch.length} items, ${results.length} results`);
      for (const [index, result] of results.entries()) batch[index]?.resolve(result);
    } catch (error) {
      this.moved();
      const fault = this.options.faultOf(error);
      if (fault === 'again' && repeats > 0) return this.settle(batch, repeats - 1);
      if (fault === 'outage') this.awayAt = performance.now();
      if (fault === 'outage' || batch.length === 1) {
        for (const entry of batch) entry.reject(error);
        return;
      }
      const half = Math.ceil(batch.length / 2);
      await this.settle(batch.slice(0, half), repeats);
      await this.settle(batch.slice(half), repeats);
    }
  }
}
