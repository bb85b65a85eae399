import { describe, expect, it } from 'vitest';
import { type CallsLately, limiterFor } from './limiter.js';

const rateOf = (pace: number, lately: Partial<CallsLately> = {}): number => {
  const { max, duration } = limiterFor(pace, { waitedMs: 0, underWayMs: 0, counted: true, ...lately });
  return (max * 1_000) / duration;
};

const PACES = [1, 5, 9, 10, 45, 79, 80, 250, 1_000];

describe('the windows that BullMQ is given', () => {
  it.each(PACES)('are of about 100 ms at %i a second', (pace) => {
    const { max, duration } = limiterFor(pace);
    expect(duration).toBeLessThanOrEqual(pace >= 10 ? 100 : 1_000);
    expect(max).toBeLessThanOrEqual(Math.max(1, pace / 10));
  });

  it.each(PACES)('hand out somewhat more than %i a second, while no call has to wait for its turn', (pace) => {
    expect(rateOf(pace)).toBeGreaterThan(pace);
    expect(rateOf(pace)).toBeLessThan(pace * 1.26);
  });

  it.each(PACES)('hand out less than %i a second, while calls wait for long', (pace) => {
    expect(rateOf(pace, { waitedMs: 2_000 / pace + 100 })).toBeLessThanOrEqual(pace);
    expect(rateOf(pace, { waitedMs: 2_000 / pace + 200 })).toBeLessThanOrEqual(pace / 2);
  });

  it.each(PACES)('hand out no more than %i a second where turns cannot be counted', (pace) => {
    expect(rateOf(pace, { counted: false })).toBeLessThanOrEqual(pace);
  });

  it.each(PACES)('hand out less and less of %i a second, while jobs do not become calls', (pace) => {
    const rates = [0, 400, 600, 800, 1_600, 10_000].map((ms) => rateOf(pace, { underWayMs: 2_000 / pace + ms }));
    expect(rates).toEqual(rates.toSorted((one, other) => other - one));
    expect(rates.at(1)).toBeGreaterThan(pace);
    expect(rates.at(2)).toBeLessThan(pace / 3);
    expect(rates.at(-1)).toBeGreaterThan(pace / 100);
  });
});
