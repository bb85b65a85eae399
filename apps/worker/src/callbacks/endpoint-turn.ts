import { setTimeout as pause } from 'node:timers/promises';
import type { DueDelivery, UnderWay } from '#callbacks';

/** Deliveries to one endpoint at the same time. */
const AT_ONCE = 10;
/** Read together, at the most. */
const PAGE = 50;
/** Of an endpoint with a rate, what it takes in so many seconds: what is erased meanwhile is not told once more from memory. */
const READ_AHEAD_SECONDS = 2;
/** While some are under way, it is looked so often for more, */
const LOOK_AGAIN_MS = 200;
/** and no sooner than this after there was little. */
const LITTLE_FOR_MS = 50;
const KEEP_EVERY_MS = 2_000;
/** Then another endpoint may have the place. */
const LONGEST_TURN_MS = 30_000;
/** What was posted and could not be written down is due at once: posted again and again, it would be an attack. */
const REST_AFTER_TROUBLE_MS = 10_000;

export interface TurnParts {
  /** Deliveries that are begun in a second, at the most; null: as many as it answers. */
  readonly rateLimit: number | null;
  /** What is due but for these. */
  readonly due: (limit: number, but: readonly UnderWay[]) => Promise<readonly DueDelivery[]>;
  /** Tries one of them; never rejects. False where nobody could write down how it went. */
  readonly deliver: (delivery: DueDelivery) => Promise<boolean>;
  /** Says that this worker still serves it; false where another one does, or it was disabled. */
  readonly keep: () => Promise<boolean>;
  readonly stopping: AbortSignal;
}

export interface TurnEnd {
  /** How many were tried. */
  readonly tried: number;
  /** Milliseconds before which nobody may begin the next turn. */
  readonly restMs: number;
}

/**
 * One worker's turn at one endpoint: some deliveries at once, no faster than it wants, those of one message one after the other.
 * It ends when nothing is due any more, or when another endpoint may want the place.
 */
export class EndpointTurn {
  private readonly underWay = new Map<string, UnderWay & { readonly done: Promise<void> }>();
  private readonly unsettled: UnderWay[] = [];
  private readonly betweenMs: number;
  private readonly page: number;
  private readonly endsAtMs = performance.now() + LONGEST_TURN_MS;
  private waiting: readonly DueDelivery[] = [];
  private keepAtMs = performance.now() + KEEP_EVERY_MS;
  private lookAtMs = 0;
  private nextAtMs = performance.now();
  private mine = true;
  private tried = 0;

  constructor(private readonly parts: TurnParts) {
    this.betweenMs = parts.rateLimit === null ? 0 : 1_000 / parts.rateLimit;
    this.page = parts.rateLimit === null ? PAGE : Math.min(PAGE, READ_AHEAD_SECONDS * parts.rateLimit);
  }

  /** Rejects where what is due, or whose it is, cannot be read; by then nothing is under way any more. */
  async run(): Promise<TurnEnd> {
    try {
      while (await this.goOn());
    } finally {
      await Promise.all([...this.underWay.values()].map(({ done }) => done));
    }
    const restMs = this.unsettled.length > 0 ? REST_AFTER_TROUBLE_MS : Math.max(0, this.nextAtMs - performance.now());
    return { tried: this.tried, restMs };
  }

  /** False when there is nothing more to do. */
  private async goOn(): Promise<boolean> {
    await this.keep();
    if (this.mayBegin()) {
      await this.look();
      this.begin();
    }
    if (this.underWay.size === 0 && (this.waiting.length === 0 || !this.mayBegin())) return false;
    await this.rest();
    return true;
  }

  private mayBegin(): boolean {
    const isTime = performance.now() < this.endsAtMs && !this.parts.stopping.aborted;
    return this.mine && isTime && this.unsettled.length < AT_ONCE;
  }

  private async keep(): Promise<void> {
    if (performance.now() < this.keepAtMs) return;
    this.mine &&= await this.parts.keep();
    this.keepAtMs = performance.now() + KEEP_EVERY_MS;
  }

  private async look(): Promise<void> {
    const { size } = this.underWay;
    const isTime = size === 0 || (size < AT_ONCE && performance.now() >= this.lookAtMs);
    if (this.waiting.length > 0 || !isTime) return;
    this.waiting = await this.parts.due(this.page, [...this.underWay.values(), ...this.unsettled]);
    this.lookAtMs = performance.now() + (this.waiting.length < this.page ? LITTLE_FOR_MS : 0);
  }

  private begin(): void {
    while (this.underWay.size < AT_ONCE && performance.now() >= this.nextAtMs) {
      const next = this.firstOfNoMessageUnderWay();
      if (next === undefined) return;
      const { deliveryId, messageId } = next;
      this.waiting = this.waiting.filter((delivery) => delivery !== next);
      // A timer that rang late is made up for, a pause is not.
      this.nextAtMs = Math.max(this.nextAtMs, performance.now() - this.betweenMs) + this.betweenMs;
      this.tried += 1;
      this.underWay.set(deliveryId, { deliveryId, messageId, done: this.deliver(next) });
    }
  }

  private async deliver(delivery: DueDelivery): Promise<void> {
    const isSettled = await this.parts.deliver(delivery);
    const { deliveryId, messageId } = delivery;
    this.underWay.delete(deliveryId);
    if (isSettled) return;
    this.unsettled.push({ deliveryId, messageId });
    // What happened to the same message afterwards waits with it.
    this.waiting = this.waiting.filter((other) => messageId === null || other.messageId !== messageId);
  }

  private firstOfNoMessageUnderWay(): DueDelivery | undefined {
    const busy = new Set([...this.underWay.values()].flatMap(({ messageId }) => messageId ?? []));
    return this.waiting.find(({ messageId }) => messageId === null || !busy.has(messageId));
  }

  /** Until one of them is done, the next may begin, or it is time to look. */
  private async rest(): Promise<void> {
    const waitsForPace = this.underWay.size < AT_ONCE && this.firstOfNoMessageUnderWay() !== undefined;
    const restMs = waitsForPace ? Math.max(this.nextAtMs - performance.now(), 1) : LOOK_AGAIN_MS;
    const done = [...this.underWay.values()].map((delivery) => delivery.done);
    await Promise.race([...done, pause(Math.min(restMs, LOOK_AGAIN_MS))]);
  }
}
