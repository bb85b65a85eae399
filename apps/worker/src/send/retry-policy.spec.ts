import { describe, expect, it } from 'vitest';
import { retryDelay } from './retry-policy.js';

const delays = (turnedAway: boolean): readonly number[] =>
  [1, 2, 3, 4, 5, 20].map(
    (nth) => retryDelay({ kind: 'not_sent', reason: 'r', turnedAway }, nth, () => 1, true).delayMs / 1_000,
  );

describe('what Meta did not get', () => {
  it('is tried again within half a minute where it did not leave us, and that costs only time', () => {
    expect(delays(false)).toEqual([2.5, 4.5, 8.5, 16.5, 30.5, 30.5]);
    expect(
      retryDelay({ kind: 'not_sent', reason: 'ECONNREFUSED', turnedAway: false }, 1, Math.random, true).counts,
    ).toBe(false);
  });

  it("is tried again after minutes where somebody on the way answered in Meta's place, and only so often", () => {
    expect(delays(true)).toEqual([150, 300, 375, 375, 375, 375]);
    expect(retryDelay({ kind: 'not_sent', reason: 'HTTP 404', turnedAway: true }, 1, Math.random, true).counts).toBe(
      true,
    );
  });
});

describe('what Meta refused for the time being', () => {
  const refused = (scope: 'sender' | 'account' | 'template' | 'recipient', retryAfterMs: number | null = null) =>
    ({ kind: 'throttled', scope, retryAfterMs, failure: null }) as const;

  it.each(['sender', 'account'] as const)('is due soon where the whole %s waits as long as Meta says', (scope) => {
    expect(retryDelay(refused(scope, 600_000), 1, () => 1, true).delayMs).toBeLessThan(5_000);
    expect(retryDelay(refused(scope, 1_000), 1, () => 1, true).delayMs).toBe(1_000);
  });

  it('waits itself where Meta names a time for it alone', () => {
    expect(retryDelay(refused('recipient', 600_000), 1, () => 0, true).delayMs).toBe(600_000);
  });

  it('is held back by its template, and waits itself where nobody knows that one, or Meta refuses once more', () => {
    const delayMs = (nth: number, known: boolean): number =>
      retryDelay(refused('template'), nth, () => 0, known).delayMs;
    expect([delayMs(1, true), delayMs(1, false), delayMs(2, true)]).toEqual([5_000, 300_000, 300_000]);
  });
});
