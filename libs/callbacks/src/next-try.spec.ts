import { describe, expect, it } from 'vitest';
import { nextTry } from './next-try.js';

const NOW = new Date('2026-12-01T08:00:00Z');
const waits = (random: number, retryAfter: string | null = null): (number | null)[] =>
  Array.from({ length: 10 }, (_, index) => nextTry({ failures: index + 1, retryAfter }, NOW, () => random));

describe('what failed is tried again', () => {
  it('after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h and 24 h, and then no more', () => {
    const seconds = waits(0).map((wait) => (wait === null ? null : wait / 1_000));
    expect(seconds).toEqual([5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400, null]);
  });

  it('up to a tenth later, so that what failed together does not come again together', () => {
    expect(waits(1)[1]).toBe(330_000);
    expect(waits(0.5)[1]).toBe(315_000);
  });

  it.each([
    ['60', 60_000],
    ['Tue, 01 Dec 2026 08:01:00 GMT', 60_000],
    ['1', 5_000],
    ['Tue, 01 Dec 2026 07:00:00 GMT', 5_000],
    ['soon', 5_000],
    ['', 5_000],
    ['999999999', 86_400_000],
  ])('no earlier than the endpoint asks for, and no later than in a day: Retry-After %s', (retryAfter, wait) => {
    expect(waits(0, retryAfter)[0]).toBe(wait);
  });

  it('never once more because of what the endpoint asks for', () => {
    expect(waits(0, '60')[9]).toBeNull();
  });
});
