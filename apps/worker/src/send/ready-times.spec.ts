import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ReadyTimes } from './ready-times.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('tells the median of the last ones, and none where there was none lately', async () => {
  const times = new ReadyTimes();
  expect(times.usualMs()).toBe(0);
  for (const tookMs of [20, 9_000, 30]) times.note(tookMs);
  expect(times.usualMs()).toBe(30);
  await vi.advanceTimersByTimeAsync(600);
  for (let call = 0; call < 16; call += 1) times.note(700);
  expect(times.usualMs()).toBe(700);
  await vi.advanceTimersByTimeAsync(1_100);
  expect(times.usualMs()).toBe(0);
});
