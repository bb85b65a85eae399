import { describe, expect, it } from 'vitest';
import { retryDelay } from './retry-policy.js';

const delays = (turnedAway: boolean): readonly number[] =>
  [1, 2, 3, 4, 5, 20].map(
    (nth) => retryDelay({ kind: 'not_sent', reason: 'r', turnedAway }, nth, () => 1).delayMs / 1_000,
  );

describe('what Meta did not get', () => {
  it('is tried again within half a minute where it did not leave us, and that costs only time', () => {
    expect(delays(false)).toEqual([2.5, 4.5, 8.5, 16.5, 30.5, 30.5]);
    expect(retryDelay({ kind: 'not_sent', reason: 'ECONNREFUSED', turnedAway: false }, 1, Math.random).counts).toBe(
      false,
    );
  });

  it("is tried again after minutes where somebody on the way answered in Meta's place, and only so often", () => {
    expect(delays(true)).toEqual([150, 300, 375, 375, 375, 375]);
    expect(retryDelay({ kind: 'not_sent', reason: 'HTTP 404', turnedAway: true }, 1, Math.random).counts).toBe(true);
  });
});
