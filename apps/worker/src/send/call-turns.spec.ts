import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CallTurns, type TakeTurns } from './call-turns.js';

const PACE = 80;
const EVERY_MS = 1_000 / PACE;
const ANSWER_MS = 4;
/** The database's clock shows something else than ours. */
const CLOCKS_DIFFER_MS = 1_795_000_000_000;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** Turns of one number, as PostgreSQL gives them to whoever asks; `asked` notes how many were asked for, `answerMs` how long it takes. */
function turnsOfNumber(asked: number[] = [], answerMs: () => number = () => ANSWER_MS): TakeTurns {
  let nextMs = -Infinity;
  return async (count, everyMs) => {
    asked.push(count);
    const now = performance.now() + CLOCKS_DIFFER_MS;
    const firstAtMs = Math.max(nextMs, now - 15);
    nextMs = firstAtMs + count * everyMs;
    await new Promise((resolve) => setTimeout(resolve, answerMs()));
    return { takenAtMs: now, firstAtMs };
  };
}

const turnsBy = (take: TakeTurns, onFailure: (error: unknown) => void = () => undefined): CallTurns =>
  new CallTurns(take, PACE, Infinity, onFailure);

/** When each of so many calls left that are ready at the same time. */
function leaving(turns: CallTurns, count: number, left: number[]): void {
  for (let call = 0; call < count; call += 1) void turns.next(0).then(() => left.push(performance.now()));
}

const mostInASecond = (times: readonly number[]): number =>
  Math.max(...times.map((from) => times.filter((time) => time >= from && time < from + 1_000).length));

describe('the turns of calls', () => {
  it('come evenly, however many calls are ready at once, and use the rate', async () => {
    const left: number[] = [];
    leaving(turnsBy(turnsOfNumber()), 240, left);
    await vi.advanceTimersByTimeAsync(4_000);
    expect(left).toHaveLength(240);
    expect(mostInASecond(left)).toBeLessThanOrEqual(PACE * 1.05);
    expect((left.at(-1) ?? 0) - (left[0] ?? 0)).toBeLessThan((240 * EVERY_MS) / 0.98);
  });

  it.each([1, 10, 1_000])('come evenly at %i a second', async (pace) => {
    const turns = new CallTurns(turnsOfNumber(), pace, Infinity, () => undefined);
    const left: number[] = [];
    leaving(turns, 3 * pace, left);
    await vi.advanceTimersByTimeAsync(4_500);
    expect(left).toHaveLength(3 * pace);
    expect(mostInASecond(left)).toBeLessThanOrEqual(Math.ceil(pace * 1.05));
  });

  it('are shared by all workers of a number', async () => {
    const take = turnsOfNumber();
    const left: number[] = [];
    for (let worker = 0; worker < 4; worker += 1) leaving(turnsBy(take), 60, left);
    await vi.advanceTimersByTimeAsync(4_000);
    expect(left).toHaveLength(240);
    expect(mostInASecond(left)).toBeLessThanOrEqual(PACE * 1.05);
  });

  it('are taken for a tenth of a second at a time, so that another worker need not wait for long', async () => {
    const asked: number[] = [];
    leaving(turnsBy(turnsOfNumber(asked)), 240, []);
    await vi.advanceTimersByTimeAsync(4_000);
    expect(Math.max(...asked)).toBe(PACE / 10);
  });

  it('follow another pace at once, also for calls that wait', async () => {
    const turns = turnsBy(turnsOfNumber());
    const left: number[] = [];
    leaving(turns, 100, left);
    await vi.advanceTimersByTimeAsync(500);
    turns.keep(10, Infinity);
    const before = left.length;
    await vi.advanceTimersByTimeAsync(3_000);
    expect(left.length - before).toBeLessThanOrEqual(10 * 3 + PACE / 10 + 1);
  });

  it('are taken for no more calls than may be under way, and for the next one as soon as one is over', async () => {
    const asked: number[] = [];
    const turns = new CallTurns(turnsOfNumber(asked), PACE, 20, () => undefined);
    const left: number[] = [];
    leaving(turns, 100, left);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(left).toHaveLength(20);
    expect(asked.reduce((sum, count) => sum + count, 0)).toBe(20);
    // They do not wait for a turn: the queue is not to hand out less because of it, to others neither.
    expect(turns.waitedMs()).toBe(0);
    for (let call = 0; call < 5; call += 1) turns.ended();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(left).toHaveLength(25);
    turns.keep(PACE, 30);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(left).toHaveLength(35);
    turns.keep(PACE, 10);
    for (let call = 0; call < 25; call += 1) turns.ended();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(left).toHaveLength(40);
  });

  it('are waited for by nobody where all may go, and count those as under way until they end', async () => {
    const turns = new CallTurns(turnsOfNumber(), PACE, 20, () => undefined);
    const left: number[] = [];
    leaving(turns, 50, left);
    turns.letAllGo();
    await vi.advanceTimersByTimeAsync(0);
    expect(left).toHaveLength(50);
    leaving(turns, 30, left);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(left).toHaveLength(50);
    for (let call = 0; call < 50; call += 1) turns.ended();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(left).toHaveLength(70);
  });

  it('are lost that this process missed, standing still', async () => {
    const left: number[] = [];
    leaving(turnsBy(turnsOfNumber()), 240, left);
    await vi.advanceTimersByTimeAsync(1_000);
    const before = left.length;
    // As after a stop: time has passed, and no timer has fired.
    const now = performance.now.bind(performance);
    vi.spyOn(performance, 'now').mockImplementation(() => now() + 500);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(before).toBeGreaterThan(70);
    expect(mostInASecond(left)).toBeLessThanOrEqual(PACE * 1.05);
    expect(left).toHaveLength(240);
  });

  it('are lost, too, whose answer this process read late', async () => {
    let answers = 0;
    const slowNowAndThen = turnsOfNumber([], () => ((answers += 1) % 10 === 0 ? 500 : ANSWER_MS));
    const left: number[] = [];
    leaving(turnsBy(slowNowAndThen), 240, left);
    leaving(turnsBy(slowNowAndThen), 240, left);
    await vi.advanceTimersByTimeAsync(12_000);
    expect(left).toHaveLength(480);
    expect(mostInASecond(left)).toBeLessThanOrEqual(PACE * 1.05);
  });

  it('are first for what has the higher priority, whoever has been waiting', async () => {
    const turns = turnsBy(turnsOfNumber());
    const left: string[] = [];
    const leave = (name: string, priority: number): void => void turns.next(priority).then(() => left.push(name));
    leave('bulk', 0);
    leave('more bulk', 0);
    leave('order', 2);
    leave('normal', 1);
    leave('second order', 2);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(left).toEqual(['order', 'second order', 'normal', 'bulk', 'more bulk']);
  });

  it('are not waited for where the database does not answer', async () => {
    const left: number[] = [];
    const told: unknown[] = [];
    const turns = turnsBy(
      () => new Promise(() => undefined),
      (error) => told.push(error),
    );
    leaving(turns, 640, left);
    await vi.advanceTimersByTimeAsync(14_500);
    expect(left).toHaveLength(640);
    expect(mostInASecond(left)).toBeLessThanOrEqual(PACE * 1.05);
    expect(told.length).toBeGreaterThan(1);
  });

  it('say how long the next call has been waiting for its own', async () => {
    const turns = turnsBy(turnsOfNumber());
    expect(turns.waitedMs()).toBe(0);
    leaving(turns, 80, []);
    await vi.advanceTimersByTimeAsync(500);
    expect(turns.waitedMs()).toBeCloseTo(500, -1);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(turns.waitedMs()).toBe(0);
  });

  it('come at the rate of this worker alone while they cannot be counted, which is told', async () => {
    const left: number[] = [];
    const told: unknown[] = [];
    const turns = turnsBy(
      () => Promise.reject(new Error('away')),
      (error) => told.push(error),
    );
    leaving(turns, 160, left);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(left).toHaveLength(160);
    expect(mostInASecond(left)).toBeLessThanOrEqual(PACE * 1.05);
    expect(turns.counted).toBe(false);
    expect(told.length).toBeGreaterThan(0);
  });
});
