import { Injectable } from '@nestjs/common';

/**
 * When this process last got an answer to a claim, for each sender: a worker is alive when it makes progress, not when it
 * says so.
 */
@Injectable()
export class ClaimProgress {
  private readonly startedMs = performance.now();
  private readonly lastMs = new Map<string, number>();

  claimAnswered(senderId: string): void {
    this.lastMs.set(senderId, performance.now());
  }

  /** Since this process started, where it has not claimed anything for that sender yet. */
  secondsSinceLast(senderId: string): number {
    return (performance.now() - (this.lastMs.get(senderId) ?? this.startedMs)) / 1_000;
  }
}
