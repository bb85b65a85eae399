import { Injectable } from '@nestjs/common';

/** When this process last got an answer to a claim: a worker is alive when it makes progress, not when it says so. */
@Injectable()
export class Progress {
  private lastMs = performance.now();

  claimsAnswered(): void {
    this.lastMs = performance.now();
  }

  secondsSinceLast(): number {
    return (performance.now() - this.lastMs) / 1_000;
  }
}
