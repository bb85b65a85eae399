import { describe, expect, it } from 'vitest';
import { CallSpacing } from './call-spacing.js';

const PACE = 80;
const EVERY_MS = 1_000 / PACE;

/** When calls leave whose jobs were taken evenly, and whose claims took as long as `claimMs` says. */
function leaving(count: number, claimMs: (index: number) => number, spacing = new CallSpacing()): number[] {
  return Array.from({ length: count }, (_, index) => {
    const takenMs = index * EVERY_MS;
    const readyMs = takenMs + claimMs(index);
    return readyMs + spacing.leave(takenMs, readyMs, PACE, 0);
  });
}

/** The database stands still for half a second: what was taken meanwhile is claimed at its end. */
const stall = (index: number): number => {
  const takenMs = index * EVERY_MS;
  return takenMs >= 2_000 && takenMs < 2_500 ? 2_500 - takenMs : 3;
};

const mostInASecond = (times: readonly number[]): number =>
  Math.max(...times.map((from) => times.filter((time) => time >= from && time < from + 1_000).length));

describe('the spacing of calls', () => {
  it('keeps the rate in every rolling second though a database held some up', () => {
    expect(mostInASecond(leaving(400, stall))).toBeLessThanOrEqual(PACE * 1.05);
  });

  it('leaves room between the calls of a window, which are ready all at once', () => {
    const spacing = new CallSpacing();
    const left = Array.from({ length: 160 }, (_, index) => {
      const takenMs = Math.floor(index / 8) * 100;
      return takenMs + spacing.leave(takenMs, takenMs, PACE, PACE);
    });
    const gaps = left.slice(80).map((time, index) => time - (left[79 + index] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(0.9 * EVERY_MS - 0.001);
    expect(mostInASecond(left.slice(40))).toBeLessThanOrEqual(PACE + 1);
  });

  it('is needed for that', () => {
    const readyMs = Array.from({ length: 400 }, (_, index) => index * EVERY_MS + stall(index));
    expect(mostInASecond(readyMs)).toBeGreaterThan(PACE * 1.2);
  });

  it('makes up for the lag', () => {
    const left = leaving(2_000, stall);
    expect((left.at(-1) ?? 0) - 1_999 * EVERY_MS).toBeLessThan(10);
  });

  it('holds up nothing where calls are few', () => {
    const spacing = new CallSpacing();
    const waits = Array.from({ length: 50 }, (_, index) =>
      spacing.leave(index * 200, index * 200 + (index % 5 === 0 ? 150 : 3), PACE, 5),
    );
    expect(Math.max(...waits)).toBe(0);
  });

  it.each([
    [PACE, 600],
    [1_000, 200],
  ])('at %i a second holds none up for longer than %i ms', (pace, most) => {
    const spacing = new CallSpacing();
    for (let index = 0; index < pace; index += 1) spacing.leave(0, 20_000 + index / 10, pace, pace);
    expect(spacing.leave(20_100, 20_100, pace, pace)).toBeLessThanOrEqual(most);
  });
});

describe('the spacing of calls among ten workers', () => {
  const rate = 250;

  /** When calls leave of a number whose jobs they take in turn; `heard`: what each knows of the calls of all of them. */
  function leavingOfTen(heard: number): number[] {
    const spacings = Array.from({ length: 10 }, () => new CallSpacing());
    return Array.from({ length: 5 * rate }, (_, index) => {
      const takenMs = (index * 1_000) / rate;
      const readyMs = takenMs >= 2_000 && takenMs < 2_200 ? 2_200 : takenMs + 3;
      return readyMs + (spacings[index % 10]?.leave(takenMs, readyMs, rate, heard) ?? 0);
    });
  }

  it('keeps the rate, though none of them makes an eighth of the calls', () => {
    expect(mostInASecond(leavingOfTen(rate))).toBeLessThanOrEqual(rate * 1.05);
  });

  it('needs to know of the others for that', () => {
    expect(mostInASecond(leavingOfTen(0))).toBeGreaterThan(rate * 1.15);
  });
});
