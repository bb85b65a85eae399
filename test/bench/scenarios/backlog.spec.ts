import { describe, expect, it } from 'vitest';
import { type Look, ratesOf } from './backlog.js';

/** A look a second; `sent`: so many messages in each of them. */
function looksAt(sent: readonly number[]): readonly Look[] {
  let accepted = 0;
  return sent.map((each, second) => ({ at: second * 1_000, accepted: (accepted += each), workerMb: 0, redisMb: 0 }));
}

const seconds = (count: number, each: number): readonly number[] => Array.from({ length: count }, () => each);

describe('the rates of a backlog', () => {
  it('begin with the first message and end with the last one', () => {
    const looks = looksAt([...seconds(5, 0), ...seconds(30, 100), ...seconds(20, 0)]);
    expect([...new Set(ratesOf(looks, 3_000))]).toEqual([100]);
  });

  it('show where nothing was sent for a while, and where nothing was sent any more', () => {
    expect(Math.min(...ratesOf(looksAt([...seconds(20, 100), ...seconds(5, 0), ...seconds(20, 100)]), 10_000))).toBe(
      50,
    );
    expect(Math.min(...ratesOf(looksAt([...seconds(20, 100), ...seconds(20, 0)]), 10_000))).toBe(0);
  });
});
