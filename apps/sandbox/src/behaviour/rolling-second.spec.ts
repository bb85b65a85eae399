import { expect, it } from 'vitest';
import { RollingSecond } from './rolling-second.js';

it('counts what happened within the last second and remembers the most', () => {
  const accepted = new RollingSecond();
  for (const now of [0, 100, 900, 999]) accepted.add(now);
  expect([999, 1_000, 1_500, 3_000].map((now) => accepted.count(now))).toEqual([4, 3, 2, 0]);
  expect(accepted.peak).toBe(4);
});

it('stays right over thousands', () => {
  const accepted = new RollingSecond();
  for (let now = 0; now < 10_000; now += 1) accepted.add(now);
  expect([accepted.count(9_999), accepted.peak]).toEqual([1_000, 1_000]);
});
