import { setTimeout as pause } from 'node:timers/promises';
import type { DueDelivery } from '#callbacks';

/** Deliveries to one endpoint at the same time. */
const AT_ONCE = 10;
/** Read together. */
const PAGE = 50;
/** While some are under way, it is looked so often for more, */
const LOOK_AGAIN_MS = 200;
/** and no sooner than this after there was little. */
const LITTLE_FOR_MS = 50;
const KEEP_EVERY_MS = 2_000;
/** Then another endpoint may have the place. */
const LONGEST_TURN_MS = 30_000;

interface UnderWay {
  readonly deliveryId: string;
  readonly messageId: string | null;
  readonly done: Promise<void>;
}

export interface TurnParts {
  /** Deliveries that are begun in a second, at the most; null: as many as it answers. */
  readonly rateLimit: number | null;
  /** What is due but for these. */
  readonly due: (limit: number, underWay: readonly UnderWay[]) => Promise<readonly DueDelivery[]>;
  /** Tries one of them; never rejects. */
  readonly deliver: (delivery: DueDelivery) => Promise<void>;
  /** Says that this worker still serves it; false where another one does, or it was disabled. */
  readonly keep: () => Promise<boolean>;
  readonly stopping: AbortSignal;
}

/**
 * One worker's turn at one endpoint: some deliveries at once, no faster than it wants, those of one message one after the other.
 * It ends when nothing is due any more, or when another endpoint may want the place.
 */
export class EndpointTurn {
  private readonly underWay = new Map<string, UnderWay>();
  private readonly betweenMs: number;
  private readonly endsAtMs = performance.now() + LONGEST_TURN_MS;
  private waiting: readonly DueDelivery[] = [];
  private keepAtMs = performance.now() + KEEP_EVERY_MS;
  private lookAtMs = 0;
  private nextAtMs = 0;
  private mine = true;
  private tried = 0;

  constructor(private readonly parts: TurnParts) {
    this.betweenMs = parts.rateLimit === null ? 0 : 1_000 / parts.rateLimit;
  }

  /** How many were tried. */
  async run(): Promise<number> {
    for (;;) {
      await this.keep();
      if (this.goesOn()) {
        await this.look();
        this.begin();
      }
      if (this.underWay.size === 0 && (this.waiting.length === 0 || !this.goesOn())) return this.tried;
      await this.rest();
    }
  }

  private goesOn(): boolean {
    return this.mine && !this.parts.stopping.aborted && performance.now() < this.endsAtMs;
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
    this.waiting = await this.parts.due(PAGE, [...this.underWay.values()]);
    this.lookAtMs = performance.now() + (this.waiting.length < PAGE ? LITTLE_FOR_MS : 0);
  }

  private begin(): void {
    while (this.underWay.size < AT_ONCE && performance.now() >= this.nextAtMs) {
      const next = this.firstOfNoMessageUnderWay();
      if (next === undefined) return;
      const { deliveryId, messageId } = next;
      this.waiting = this.waiting.filter((delivery) => delivery !== next);
      // What it did not take for a moment it may take a little faster.
      this.nextAtMs = Math.max(this.nextAtMs, performance.now() - LOOK_AGAIN_MS) + this.betweenMs;
      this.tried += 1;
      const done = this.parts.deliver(next).finally(() => this.underWay.delete(deliveryId));
      this.underWay.set(deliveryId, { deliveryId, messageId, done });
    }
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
