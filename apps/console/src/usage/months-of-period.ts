export const LAST_MONTHS = ['3', '12'] as const;
export const USUAL_PERIOD = '12';

interface Months {
  /** `2026-11`. */
  readonly from: string;
  /** Left out: the present month, which is another one where the bill is made, for some hours. */
  readonly to?: string;
}

/** The months that `12` (the last ones) or `2026` (a year) means. */
export function monthsOfPeriod(period: string, now: Date): Months {
  if (period.length === 4) return { from: `${period}-01`, to: `${period}-12` };
  const first = new Date(Date.UTC(now.getFullYear(), now.getMonth() + 1 - Number(period)));
  return { from: first.toISOString().slice(0, 7) };
}
