import { describe, expect, it } from 'vitest';
import { readExpiry } from './read-expiry.js';

describe('when something is to end', () => {
  it('is a while from now, or a time', () => {
    expect(Math.abs(readExpiry('90d').getTime() - Date.now() - 90 * 86_400_000)).toBeLessThan(60_000);
    expect(readExpiry('2999-01-01')).toEqual(new Date('2999-01-01T00:00:00Z'));
  });

  it.each(['0s', '2020-01-01', 'soon', '90', '2027-02-30', `${Number.MAX_SAFE_INTEGER}ms`])('is not %s', (text) => {
    expect(() => readExpiry(text)).toThrow(/It /);
  });

  it.each([
    ['-1d', 'It must look like 90d, 2026-12-01T08:00:00Z'],
    ['a while', 'It must look like 90d, 2026-12-01T08:00:00Z'],
    ['99999999d', 'It is further away than a calendar goes.'],
    ['0s', 'It is over already.'],
  ])('says of %s what is wrong: %s', (text, why) => {
    expect(() => readExpiry(text)).toThrow(why);
  });
});
