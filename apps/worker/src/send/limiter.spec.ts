import { describe, expect, it } from 'vitest';
import { type CallsLately, limiterFor } from './limiter.js';

const rateOf = (pace: number, lately: Partial<CallsLately> = {}): number => {
  const { max, duration } = limiterFor(pace, { waitedMs: 0, readyMs: 0, counted: true, fenced: 0, ...lately });
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

  it.each(PACES)(
    'let go by quickly at %i a second what calls nobody, and hand out no more than a second takes',
    (pace) => {
      const { max, duration } = limiterFor(pace, { waitedMs: 0, readyMs: 0, counted: true, fenced: 20 });
      expect(max).toBe(pace);
      expect(duration).toBe(limiterFor(pace).duration);
      expect(rateOf(pace, { fenced: 19 })).toBe(rateOf(pace));
      expect(rateOf(pace, { fenced: 1_000, counted: false })).toBeLessThanOrEqual(pace);
    },
  );

  it('hand out less and less of 1,000 a second, while jobs take long to become ready, and 80 always', () => {
    const rates = [0, 300, 400, 600, 10_000].map((readyMs) => rateOf(1_000, { readyMs }));
    expect(rates).toEqual(rates.toSorted((one, other) => other - one));
    expect(rates.at(1)).toBeGreaterThan(1_000);
    expect(rates.at(-1)).toBe(80);
    expect(rateOf(80, { readyMs: 10_000 })).toBe(80);
  });

  it('hand out a fifth of 1,000 a second at the most, where a job takes 600 ms to become ready', () => {
    expect(rateOf(1_000, { readyMs: 600 })).toBeLessThan(200);
  });

  it.each(PACES)('are over soon at %i a second, whatever they hold: nobody can shorten one', (pace) => {
    for (const waitedMs of [0, 200, 60_000])
      for (const readyMs of [0, 400, 60_000])
        expect(limiterFor(pace, { waitedMs, readyMs, counted: true, fenced: 0 }).duration).toBeLessThanOrEqual(
          Math.max(220, 2_000 / pace + 1),
        );
  });
});
