import { describe, expect, it } from 'vitest';
import { billingDay, daysBefore, daysBetween } from './billing-day.js';

describe('the day of the bill', () => {
  it.each([
    ['2026-11-30T22:59:00Z', 'Europe/Madrid', '2026-11-30', 30],
    ['2026-11-30T23:00:00Z', 'Europe/Madrid', '2026-12-01', 31],
    ['2026-11-30T23:00:00Z', 'UTC', '2026-11-30', 30],
    ['2026-11-30T18:15:00Z', 'Asia/Kathmandu', '2026-12-01', 31],
    ['2028-02-29T12:00:00Z', 'America/Sao_Paulo', '2028-02-29', 29],
  ])('at %s in %s is %s', (moment, zone, date, daysInMonth) => {
    const day = billingDay(new Date(moment), zone);
    expect(day).toMatchObject({ date, month: `${date.slice(0, 7)}-01`, daysInMonth });
    expect(day.dayOfMonth).toBe(Number(date.slice(8)));
  });

  it('is over by as much as the clock on the wall says', () => {
    expect(billingDay(new Date('2026-11-28T11:00:00Z'), 'Europe/Madrid').elapsed).toBe(0.5);
    expect(billingDay(new Date('2026-11-27T23:00:00Z'), 'Europe/Madrid').elapsed).toBe(0);
  });

  it('has others before it, over the ends of months and years', () => {
    expect(daysBefore('2027-01-03', 7)).toBe('2026-12-27');
    expect(daysBetween('2026-12-27', '2027-01-03')).toBe(7);
  });
});
