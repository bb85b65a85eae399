import { describe, expect, it } from 'vitest';
import { median, quantile } from './quantile.js';

describe('a quantile', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);

  it('is the value that so many are not above', () => {
    expect([0, 0.5, 0.99, 1].map((part) => quantile(hundred, part))).toEqual([1, 50, 99, 100]);
    expect(quantile([], 0.5)).toBeNaN();
  });

  it('is none where one of the values is none', () => {
    expect(quantile([1, Number.NaN, 3], 1)).toBeNaN();
    expect(median([1, Number.NaN, 3])).toBeNaN();
  });

  it('lies half-way between the two in the middle where it is the median of an even number', () => {
    expect([median([3, 1]), median([3, 1, 2]), median([4, 1, 2, 3])]).toEqual([2, 2, 2.5]);
    expect(median([])).toBeNaN();
  });
});
