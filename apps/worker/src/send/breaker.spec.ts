import { describe, expect, it } from 'vitest';
import { Breaker } from './breaker.js';

function missedTogether(calls: number): Breaker {
  const breaker = new Breaker();
  for (let call = 0; call < calls; call += 1) breaker.missed(false);
  return breaker;
}

describe('a sender whose calls miss Meta', () => {
  it('goes on after four and is half-open after five in a row', () => {
    expect([missedTogether(4).tripped, missedTogether(5).tripped]).toEqual([false, true]);
  });

  it('is probed after a second, however many calls were under way together', () => {
    expect([missedTogether(5).probeAfterMs(false), missedTogether(300).probeAfterMs(false)]).toEqual([1_000, 1_000]);
  });

  it('is probed half as often after each probe that missed, at least every 30 s', () => {
    const breaker = missedTogether(5);
    const pauses = Array.from({ length: 6 }, () => {
      breaker.missed(true);
      return breaker.probeAfterMs(false);
    });
    expect(pauses).toEqual([2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  });

  it('is probed every 5 s at least where the probes do not even leave us', () => {
    const breaker = missedTogether(5);
    const pauses = Array.from({ length: 4 }, () => {
      breaker.missed(true);
      return breaker.probeAfterMs(true);
    });
    expect(pauses).toEqual([2_000, 4_000, 5_000, 5_000]);
  });

  it('is away for whatever was claimed before all workers knew, until Meta is reached', () => {
    const breaker = missedTogether(4);
    expect(breaker.hasGoneSince(1)).toBe(false);
    breaker.missed(false);
    breaker.telling();
    const since = (): boolean[] => [1, 1_000].map((claimedAt) => breaker.hasGoneSince(claimedAt));
    expect(since()).toEqual([true, true]);
    breaker.told(500);
    expect(since()).toEqual([true, false]);
    breaker.missed(true);
    breaker.telling();
    expect(since()).toEqual([true, true]);
    breaker.reached();
    expect(since()).toEqual([false, false]);
  });

  it('begins anew when Meta was reached', () => {
    const breaker = missedTogether(20);
    breaker.missed(true);
    breaker.reached();
    expect([breaker.tripped, breaker.probeAfterMs(false)]).toEqual([false, 1_000]);
  });
});
