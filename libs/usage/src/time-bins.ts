/**
 * Times are counted in bins, each 2^¼ (19 %) as wide as the one before, from a millisecond on: a percentile that is read from
 * them is off by 8.7 % at most, and bins of many hours add up without losing anything more.
 */
const BINS_IN_TWICE = 4;

export interface Percentiles {
  /** Seconds. */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** The bin of an interval, an SQL expression, as text; what took no time, or less, is in the first one. */
export function timeBinInSql(interval: string): string {
  return `floor(${BINS_IN_TWICE} * ln(GREATEST(date_part('epoch', ${interval}) * 1000, 1)) / ln(2::float8))::integer::text`;
}

/** Of how many times are in each bin; null where there are none. The nearest-rank method: p95 is a time that was seen. */
export function percentilesOf(counts: ReadonlyMap<number, number>): Percentiles | null {
  const bins = [...counts].filter(([, count]) => count > 0).toSorted(([a], [b]) => a - b);
  const total = bins.reduce((sum, [, count]) => sum + count, 0);
  if (total === 0) return null;
  const at = (share: number): number => {
    let rest = Math.ceil(share * total);
    const [bin] = bins.find(([, count]) => (rest -= count) <= 0) ?? [0];
    return secondsOf(bin);
  };
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

/** The value between the ends of a bin that is equally far from both, in proportion. */
function secondsOf(bin: number): number {
  const [from, until] = [2 ** (bin / BINS_IN_TWICE), 2 ** ((bin + 1) / BINS_IN_TWICE)];
  return Number(((2 * from * until) / (from + until) / 1_000).toPrecision(4));
}
