import { describe, expect, it } from 'vitest';
import { limiterFor } from './limiter.js';

const rateOf = (pace: number, waitedMs: number, counted = true): number => {
  const { max, duration } = limiterFor(pace, waitedMs, counted);
  return (max * 1_000) / duration;
};

const PACES = [1, 5, 9, 10, 45, 79, 80, 250, 1_000];

describe('the windows that BullMQ is given', () => {
  it.each(PACES)('are of about 100 ms at %i a second', (pace) => {
    const { max, duration } = limiterFor(pace, 0, true);
    expect(duration).toBeLessThanOrEqual(pace >= 10 ? 100 : 1_000);
    expect(max).toBeLessThanOrEqual(Math.max(1, pace / 10));
  });

  it.each(PACES)('hand out somewhat more than %i a second, while no call has to wait for its turn', (pace) => {
    expect(rateOf(pace, 0)).toBeGreaterThan(pace);
    expect(rateOf(pace, 0)).toBeLessThan(pace * 1.26);
  });

  it.each(PACES)('hand out less than %i a second, while calls wait for long', (pace) => {
    expect(rateOf(pace, 2_000 / pace + 100)).toBeLessThanOrEqual(pace);
    expect(rateOf(pace, 2_000 / pace + 200)).toBeLessThanOrEqual(pace / 2);
  });

  it.each(PACES)('hand out no more than %i a second where turns cannot be counted', (pace) => {
    expect(rateOf(pace, 0, false)).toBeLessThanOrEqual(pace);
  });
});
