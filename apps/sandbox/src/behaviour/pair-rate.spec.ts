import { expect, it } from 'vitest';
import { PairRate } from './pair-rate.js';

const supplier = '34612345678';

it('lets one message to a recipient pass every 6 seconds', () => {
  const pairs = new PairRate();
  expect([0, 6_000, 12_000].map((now) => pairs.admit(supplier, now))).toEqual([true, true, true]);
});

it('lends 45 messages within 6 seconds, and then wants the time back', () => {
  const pairs = new PairRate();
  const burst = Array.from({ length: 46 }, () => pairs.admit(supplier, 0));
  expect(burst.filter(Boolean)).toHaveLength(45);
  expect([6_000, 45 * 6_000 - 1, 45 * 6_000].map((now) => pairs.admit(supplier, now))).toEqual([false, false, true]);
});

it('makes 20 at once wait two minutes', () => {
  const pairs = new PairRate();
  for (let sent = 0; sent < 20; sent += 1) pairs.admit(supplier, 0);
  expect([119_999, 120_000].map((now) => pairs.admit(supplier, now))).toEqual([false, true]);
});

it('does not mind other recipients', () => {
  const pairs = new PairRate();
  for (let sent = 0; sent < 46; sent += 1) pairs.admit(supplier, 0);
  expect(pairs.admit('34600000001', 0)).toBe(true);
});
