import { type BillingDay, daysBefore, daysBetween } from './billing-day.js';
import type { UsageFigure } from './usage.repository.js';

const DAYS = 7;

/** The days whose figures a forecast rests on: the last seven that are over, and today. */
export function daysOfForecast({ date }: BillingDay): { readonly from: string; readonly to: string } {
  return { from: daysBefore(date, DAYS), to: date };
}

/**
 * How many of these figures' days the rest of the month has: what was counted in them, times this, is still to come. Days before
 * the first one on which anything of who asks was counted do not count, so that a number, or a client on it, that is new is not
 * thought to be slow.
 */
export function restOfMonth(today: BillingDay, figures: readonly UsageFigure[]): number {
  const { from } = daysOfForecast(today);
  const first = figures.reduce((earliest, { start }) => (start < earliest ? start : earliest), today.date);
  const seen = daysBetween(first < from ? from : first, today.date) + today.elapsed;
  const rest = today.daysInMonth - (today.dayOfMonth - 1) - today.elapsed;
  return rest / Math.max(seen, 1);
}
