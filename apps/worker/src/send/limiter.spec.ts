import { describe, expect, it } from 'vitest';
import { limiterFor } from './limiter.js';

describe('the windows that BullMQ is given', () => {
  it.each([1, 5, 9, 10, 45, 79, 80, 250, 1_000])('are of about 100 ms, and never more than %i a second', (pace) => {
    const { max, duration } = limiterFor(pace);
    const rate = (max * 1_000) / duration;
    expect(rate).toBeLessThanOrEqual(pace);
    expect(rate).toBeGreaterThan(pace * 0.95);
    expect(duration).toBeLessThanOrEqual(pace >= 10 ? 102 : 1_020);
  });

  /** The most in a rolling second, where one goes first, and a backlog comes when its window is nearly over. */
  function peakOf({ max, duration }: { readonly max: number; readonly duration: number }): number {
    const last = duration - 1;
    const windows = Array.from({ length: 30 }, (_, index) => (index === 0 ? last : index * duration));
    const takenAt = [0, ...windows.flatMap((at) => Array.from({ length: max }, () => at))];
    return Math.max(...windows.map((from) => takenAt.filter((at) => at >= from && at < from + 1_000).length));
  }

  it.each([10, 80, 1_000])('let into no rolling second a window more than %i, however they lie in it', (pace) => {
    expect(peakOf(limiterFor(pace))).toBeLessThanOrEqual(pace + limiterFor(pace).max);
  });

  it('would let twice the rate through if they were of a second', () => {
    expect(peakOf({ max: 80, duration: 1_000 })).toBe(160);
  });
});
