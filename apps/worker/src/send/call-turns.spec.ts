import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CallTurns, type TakeTurns } from './call-turns.js';

const PACE = 80;
const EVERY_MS = 1_000 / PACE;
const ANSWER_MS = 4;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Turns of one number, as PostgreSQL gives them to whoever asks; `asked` notes how many were asked for. */
function turnsOfNumber(asked: number[] = []): TakeTurns {
  let nextMs = -Infinity;
  return async (count, everyMs) => {
    asked.push(count);
    await new Promise((resolve) => setTimeout(resolve, ANSWER_MS));
    const now = performance.now();
    const firstMs = Math.max(nextMs, now - 15);
    nextMs = firstMs + count * everyMs;
    return firstMs - now;
  };
}

/** When each of so many calls left that are ready at the same time. */
function leaving(turns: CallTurns, count: number, left: number[]): void {
  for (let call = 0; call < count; call += 1) void turns.next(PACE).then(() => left.push(performance.now()));
}

const mostInASecond = (times: readonly number[]): number =>
  Math.max(...times.map((from) => times.filter((time) => time >= from && time < from + 1_000).length));

describe('the turns of calls', () => {
  it('come evenly, however many calls are ready at once, and use the rate', async () => {
    const left: number[] = [];
    leaving(new CallTurns(turnsOfNumber()), 240, left);
    await vi.advanceTimersByTimeAsync(4_000);
    expect(left).toHaveLength(240);
    expect(mostInASecond(left)).toBeLessThanOrEqual(PACE * 1.05);
    expect((left.at(-1) ?? 0) - (left[0] ?? 0)).toBeLessThan((240 * EVERY_MS) / 0.98);
  });

  it('are shared by all workers of a number', async () => {
    const take = turnsOfNumber();
    const left: number[] = [];
    for (let worker = 0; worker < 4; worker += 1) leaving(new CallTurns(take), 60, left);
    await vi.advanceTimersByTimeAsync(4_000);
    expect(left).toHaveLength(240);
    expect(mostInASecond(left)).toBeLessThanOrEqual(PACE * 1.05);
  });

  it('are taken for a tenth of a second at a time, so that another worker need not wait for long', async () => {
    const asked: number[] = [];
    leaving(new CallTurns(turnsOfNumber(asked)), 240, []);
    await vi.advanceTimersByTimeAsync(4_000);
    expect(Math.max(...asked)).toBe(PACE / 10);
  });

  it('are lost that this process missed, standing still', async () => {
    const left: number[] = [];
    leaving(new CallTurns(turnsOfNumber()), 240, left);
    await vi.advanceTimersByTimeAsync(1_000);
    const before = left.length;
    // As after a stop: time has passed, and no timer has fired.
    const now = performance.now.bind(performance);
    vi.spyOn(performance, 'now').mockImplementation(() => now() + 500);
    await vi.advanceTimersByTimeAsync(3_000);
    vi.restoreAllMocks();
    expect(before).toBeGreaterThan(70);
    expect(mostInASecond(left)).toBeLessThanOrEqual(PACE * 1.05);
    expect(left).toHaveLength(240);
  });

  it('say how long the next call has been waiting for its own', async () => {
    const turns = new CallTurns(turnsOfNumber());
    expect(turns.waitedMs()).toBe(0);
    leaving(turns, 80, []);
    await vi.advanceTimersByTimeAsync(500);
    expect(turns.waitedMs()).toBeCloseTo(500, -1);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(turns.waitedMs()).toBe(0);
  });

  it('come at the rate of this worker alone while PostgreSQL is away', async () => {
    const left: number[] = [];
    leaving(new CallTurns(() => Promise.reject(new Error('away'))), 160, left);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(left).toHaveLength(160);
    expect(mostInASecond(left)).toBeLessThanOrEqual(PACE * 1.05);
  });
});
