import { expect, it } from 'vitest';
import { OnceASecond } from './once-a-second.js';

it('what happens a thousand times a second is told once a second, and each of them is counted', () => {
  let now = 0;
  const happens = new OnceASecond(() => now);
  const told: number[] = [];
  for (; now < 3_001; now += 1) {
    const count = happens.count();
    if (count !== null) told.push(count);
  }
  expect(told).toEqual([1, 1_000, 1_000, 1_000]);
});
