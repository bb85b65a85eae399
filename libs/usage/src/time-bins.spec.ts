import { describe, expect, it } from 'vitest';
import { percentilesOf } from './time-bins.js';

/** As PostgreSQL counts them (timeBinInSql). */
const binOf = (milliseconds: number): number => Math.floor(4 * Math.log2(Math.max(milliseconds, 1)));

function binned(values: readonly number[]): ReadonlyMap<number, number> {
  const bins = new Map<number, number>();
  for (const value of values) bins.set(binOf(value), (bins.get(binOf(value)) ?? 0) + 1);
  return bins;
}

describe('percentiles', () => {
  it('are none of no times', () => {
    expect(percentilesOf(new Map())).toBeNull();
    expect(percentilesOf(new Map([[3, 0]]))).toBeNull();
  });

  it('are off by less than 9 % for any time from a millisecond to a year', () => {
    for (let milliseconds = 1; milliseconds < 366 * 86_400_000; milliseconds *= 1.01) {
      const shown = percentilesOf(binned([milliseconds]))?.p50 ?? 0;
      expect(Math.abs((shown * 1_000) / milliseconds - 1)).toBeLessThan(0.09);
    }
  });

  it('are times that were seen: p95 of twenty is the nineteenth', () => {
    const nineteen = Array.from({ length: 19 }, () => 100);
    const shown = percentilesOf(binned([...nineteen, 60_000]));
    expect(shown?.p95).toBeCloseTo(0.1, 1);
    expect(shown?.p99).toBeGreaterThan(55);
  });
});
