import { beforeEach, describe, expect, it } from 'vitest';
import { OnceAMinute } from './once-a-minute.js';

let milliseconds: number;
let once: OnceAMinute;

beforeEach(() => {
  milliseconds = 0;
  once = new OnceAMinute(() => milliseconds);
});

describe('what is told once a minute', () => {
  it('is due the first time, and again when the minute is over', () => {
    expect(once.isDue('a')).toBe(true);
    milliseconds = 60_000;
    expect(once.isDue('a')).toBe(false);
    milliseconds = 60_001;
    expect(once.isDue('a')).toBe(true);
  });

  it('keeps nothing else from being told', () => {
    expect(['a', 'b', 'a', 'c'].map((thing) => once.isDue(thing))).toEqual([true, true, false, true]);
  });

  it('is no more than 20 different things, so that a flood of invented ones fills no log', () => {
    const things = Array.from({ length: 1_000 }, (_, index) => String(index));
    expect(things.filter((thing) => once.isDue(thing))).toHaveLength(20);
    milliseconds = 60_001;
    expect(once.isDue('999')).toBe(true);
  });
});
