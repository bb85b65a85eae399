import { describe, expect, it } from 'vitest';
import { formatMicros, parseMicros } from './micros.js';

describe('a price', () => {
  it.each([
    ['0.0509', 50_900n, '0.0509'],
    ['0.05', 50_000n, '0.05'],
    ['12', 12_000_000n, '12.00'],
    ['0.1', 100_000n, '0.10'],
    ['0.000001', 1n, '0.000001'],
    ['0', 0n, '0.00'],
  ])('of %s is exact', (text, micros, shown) => {
    expect(parseMicros(text)).toBe(micros);
    expect(formatMicros(micros)).toBe(shown);
  });

  it.each(['', '-1', '0,5', '1e3', '.5', '1.', '0.0000001', ' 1', '1234567890'])('is not written "%s"', (text) => {
    expect(parseMicros(text)).toBeNull();
  });
});
