import { Inject, Injectable } from '@nestjs/common';
import { EventLog } from '#runtime';
import { type Claim, SenderPaceRepository, SenderTurnsRepository } from '#sending';
import { CallTurns } from './call-turns.js';
import { type Limiter, limiterFor } from './limiter.js';
import { ReadyTimes } from './ready-times.js';

interface Kept {
  /** BullMQ's workers read it whenever they take a job: it is changed and never replaced. */
  readonly limiter: Limiter;
  readonly turns: CallTurns;
  readonly readyTimes: ReadyTimes;
  mps: number;
  pace: number;
  /** Until when it takes no jobs, by the monotonic clock; null: it reaches Meta, as far as it knows. */
  standsBackUntilMs: number | null;
  /** Jobs since the last one that wanted a turn. */
  fenced: number;
}

/** What a number is allowed from the start; until PostgreSQL was asked. */
const USUAL_MPS = 80;
const A_SECOND_MS = 1_000;
const SAME_FAILURE_EVERY_MS = 10_000;

/**
 * The rate of each number as PostgreSQL has it, read several times a second: an operator, Meta's upgrade and Meta's refusals change
 * it for all workers, and a flushed Redis does not know it (docs/decisions/0014-the-pace-is-kept-in-postgresql.md). And whether this worker
 * makes use of it: one that does not reach Meta stands back.
 */
@Injectable()
export class SenderPaces {
  private readonly kept = new Map<string, Kept>();
  private readonly slowedAt = new Map<string, number>();
  private toldOfFailureMs = -Infinity;
  private heed: () => void = () => undefined;

  constructor(
    @Inject(SenderPaceRepository) private readonly paces: SenderPaceRepository,
    @Inject(SenderTurnsRepository) private readonly turns: SenderTurnsRepository,
    private readonly log: EventLog,
  ) {}

  limiterOf(senderId: string): Limiter {
    return this.of(senderId).limiter;
  }

  /** What the number may send per second while Meta does not find it too fast. */
  mpsOf(senderId: string): number {
    return this.of(senderId).mps;
  }

  /** What it sends per second at the moment. */
  paceOf(senderId: string): number {
    return this.of(senderId).pace;
  }

  async round(): Promise<void> {
    for (const { senderId, mps, pace } of await this.paces.read()) this.keep(senderId, mps, pace);
  }

  /** Calls of the number that this worker has under way at once, at the most. */
  mostUnderWayOf(senderId: string): number {
    return mostUnderWay(this.of(senderId));
  }

  /**
   * This worker does not reach Meta: it takes no jobs for so long, nor while it has calls under way, and then makes one call at a time
   * until one is answered. Others may well reach it.
   */
  standBack(senderId: string, milliseconds: number): void {
    const kept = this.of(senderId);
    kept.standsBackUntilMs = performance.now() + milliseconds;
    kept.turns.keep(kept.pace, mostUnderWay(kept));
    this.heed();
  }

  /** For so long from now on, unless Meta has answered it meanwhile. */
  standBackLonger(senderId: string, milliseconds: number): void {
    if (this.of(senderId).standsBackUntilMs !== null) this.standBack(senderId, milliseconds);
  }

  /** Meta has answered this worker. */
  reached(senderId: string): void {
    const kept = this.of(senderId);
    if (kept.standsBackUntilMs === null) return;
    kept.standsBackUntilMs = null;
    kept.turns.keep(kept.pace, mostUnderWay(kept));
    this.heed();
  }

  /** Whether it takes no jobs now. */
  standsBack(senderId: string): boolean {
    const { standsBackUntilMs, turns } = this.of(senderId);
    return standsBackUntilMs !== null && (performance.now() < standsBackUntilMs || turns.areUnderWay);
  }

  /** Calls this when a number is about to stand back, or does so no more. */
  onChange(heed: () => void): void {
    this.heed = heed;
  }

  /**
   * Resolves when it is this message's turn to call, with a function that whoever calls runs when the call is over, or was not made.
   * Its job was taken at `takenAt` of the monotonic clock.
   */
  async turn({ senderId, priority }: Claim, takenAt: number): Promise<() => void> {
    const kept = this.of(senderId);
    kept.readyTimes.note(performance.now() - takenAt);
    kept.fenced = 0;
    limit(kept);
    await kept.turns.next(priority);
    limit(kept);
    return () => kept.turns.ended();
  }

  /** What waits for its turn waits no longer: none of it may call now, as each finds out for itself. */
  letAllGo(senderId: string): void {
    this.of(senderId).turns.letAllGo();
  }

  /** A job that was taken wants no turn: its message was cancelled, or may not go now. */
  noTurn(senderId: string): void {
    const kept = this.of(senderId);
    kept.fenced += 1;
    limit(kept);
  }

  /** Meta found the number too fast. What many calls are told at once is told once. */
  async slowDown(senderId: string): Promise<void> {
    const now = performance.now();
    if (now - (this.slowedAt.get(senderId) ?? -Infinity) < A_SECOND_MS) return;
    this.slowedAt.set(senderId, now);
    const pace = await this.paces.slowDown(senderId);
    if (pace === null) return;
    this.log.warn('sender.slowed_down', { sender: senderId, pace: Math.round(pace) });
    this.keep(senderId, this.of(senderId).mps, pace);
  }

  private keep(senderId: string, mps: number, pace: number): void {
    const kept = this.of(senderId);
    if (kept.mps !== mps) this.log.info('sender.pace_set', { sender: senderId, mps });
    Object.assign(kept, { mps, pace });
    kept.turns.keep(pace, mostUnderWay(kept));
    limit(kept);
  }

  private of(senderId: string): Kept {
    const known = this.kept.get(senderId);
    if (known !== undefined) return known;
    const turns = new CallTurns(
      (count, everyMs) => this.turns.take(senderId, count, everyMs),
      USUAL_MPS,
      mostUnderWay({ mps: USUAL_MPS, standsBackUntilMs: null }),
      (error) => this.tellOfFailure(senderId, error),
    );
    const fresh = {
      limiter: limiterFor(USUAL_MPS),
      turns,
      readyTimes: new ReadyTimes(),
      mps: USUAL_MPS,
      pace: USUAL_MPS,
      standsBackUntilMs: null,
      fenced: 0,
    };
    this.kept.set(senderId, fresh);
    return fresh;
  }

  /** Of many calls a second one tells. */
  private tellOfFailure(senderId: string, error: unknown): void {
    const now = performance.now();
    if (now - this.toldOfFailureMs < SAME_FAILURE_EVERY_MS) return;
    this.toldOfFailureMs = now;
    this.log.error('sender.turns_not_counted', error, { sender: senderId });
  }
}

function limit({ limiter, pace, turns, readyTimes, fenced }: Kept): void {
  const lately = { waitedMs: turns.waitedMs(), readyMs: readyTimes.usualMs(), counted: turns.counted, fenced };
  Object.assign(limiter, limiterFor(pace, lately));
}

/**
 * Enough for the rate where a call takes a little less than half a second; Meta's usual ones take 200 to 300 ms. Where they miss Meta, one
 * is enough to find out.
 */
function mostUnderWay({ mps, standsBackUntilMs }: Pick<Kept, 'mps' | 'standsBackUntilMs'>): number {
  return standsBackUntilMs !== null ? 1 : Math.max(Math.ceil(mps / 2), 10);
}
