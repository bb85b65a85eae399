import { describe, expect, it } from 'vitest';
import { Breaker, type HoldingBack } from './breaker.js';

const KNOWN_AT = 500;
const PROBE = { halfOpen: true, claimedAt: 1_000 };
/** Of a number that is open again, as far as everybody else knows. */
const LATER = { halfOpen: false, claimedAt: 1_000 };
const EARLIER = { halfOpen: false, claimedAt: 100 };

function missedTogether(calls: number): Breaker {
  const breaker = new Breaker();
  for (let call = 0; call < calls; call += 1) breaker.missed(EARLIER);
  return breaker;
}

/** All know that it has tripped. */
function tripped(): Breaker {
  const breaker = missedTogether(5);
  breaker.told(KNOWN_AT);
  return breaker;
}

describe('a sender whose calls miss Meta', () => {
  it('goes on after four and is half-open after five in a row, which is said once', () => {
    expect([missedTogether(4).tripped, missedTogether(5).tripped]).toEqual([false, true]);
    const breaker = new Breaker();
    const said = Array.from({ length: 40 }, () => breaker.missed(EARLIER));
    breaker.told(KNOWN_AT);
    said.push(breaker.missed(EARLIER));
    expect(
      said.flatMap((holdingBack, call) => (holdingBack === 'nobody' ? [] : [`${call + 1}: ${holdingBack}`])),
    ).toEqual(['5: all']);
  });

  it('is probed after a second, however many calls were under way together', () => {
    expect([missedTogether(5).probeAfterMs(false), missedTogether(300).probeAfterMs(false)]).toEqual([1_000, 1_000]);
  });

  it('is probed half as often after each probe that missed, at least every 30 s', () => {
    const breaker = tripped();
    const pauses = Array.from({ length: 6 }, () => {
      expect(breaker.missed(PROBE)).toBe('all');
      breaker.told(KNOWN_AT);
      return breaker.probeAfterMs(false);
    });
    expect(pauses).toEqual([2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  });

  it('is probed every 5 s at least where the probes do not even leave us', () => {
    const breaker = tripped();
    const pauses = Array.from({ length: 4 }, () => {
      breaker.missed(PROBE);
      return breaker.probeAfterMs(true);
    });
    expect(pauses).toEqual([2_000, 4_000, 5_000, 5_000]);
  });

  it('is away for whatever was claimed before whoever holds back knew, until Meta is reached', () => {
    const breaker = missedTogether(4);
    const since = (): boolean[] => [1, 1_000].map((claimedAt) => breaker.hasGoneSince(claimedAt));
    expect(since()).toEqual([false, false]);
    breaker.missed(EARLIER);
    expect(since()).toEqual([true, true]);
    breaker.told(KNOWN_AT);
    expect(since()).toEqual([true, false]);
    breaker.missed(PROBE);
    expect(since()).toEqual([true, true]);
    breaker.reached();
    expect(since()).toEqual([false, false]);
  });

  it('begins anew when Meta was reached', () => {
    const breaker = tripped();
    breaker.missed(PROBE);
    breaker.reached();
    expect([breaker.tripped, breaker.probeAfterMs(false)]).toEqual([false, 1_000]);
    const again = Array.from({ length: 5 }, () => breaker.missed(LATER));
    expect(again).toEqual(['nobody', 'nobody', 'nobody', 'nobody', 'all']);
  });
});

describe('a worker whose calls miss Meta while the sender is open again', () => {
  const missLater = (breaker: Breaker, calls: number): HoldingBack[] =>
    Array.from({ length: calls }, () => {
      const holdingBack = breaker.missed(LATER);
      breaker.told(KNOWN_AT);
      return holdingBack;
    });

  it('holds back alone, ever longer, however many miss: the others go on', () => {
    const breaker = tripped();
    expect(new Set(missLater(breaker, 8))).toEqual(new Set(['this_worker']));
    expect([breaker.standsBackMs(false), breaker.standsBackMs(true)]).toEqual([30_000, 5_000]);
  });

  it('holds the others back for no longer than anybody where the sender is half-open once more', () => {
    const breaker = tripped();
    breaker.missed(PROBE);
    breaker.told(KNOWN_AT);
    missLater(breaker, 8);
    expect(breaker.missed(PROBE)).toBe('all');
    expect([breaker.probeAfterMs(false), breaker.standsBackMs(false)]).toEqual([2_000, 30_000]);
  });

  it('tells all where that could not be written before', () => {
    const breaker = missedTogether(5);
    breaker.notWritten();
    breaker.told(KNOWN_AT);
    expect(breaker.missed(LATER)).toBe('all');
    breaker.notWritten();
    breaker.told(KNOWN_AT);
    expect(missLater(breaker, 2)).toEqual(['all', 'this_worker']);
  });

  it('is one like any other as soon as it reaches Meta', () => {
    const breaker = tripped();
    missLater(breaker, 3);
    breaker.reached();
    expect(breaker.missed(LATER)).toBe('nobody');
  });
});
