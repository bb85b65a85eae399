import { describe, expect, it } from 'vitest';
import { parseDuration } from './duration.js';

describe('a duration', () => {
  it.each([
    ['500ms', 500],
    ['30s', 30_000],
    ['15m', 900_000],
    ['72h', 259_200_000],
    ['7d', 604_800_000],
    ['1.5h', 5_400_000],
    ['0s', 0],
    [' 30s ', 30_000],
  ])('%j is %d milliseconds', (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds);
  });

  it.each(['30', '', 's', '-1s', '30 s', '30sec', '1e3s', '1h30m', '30S', '.5s', '1w', '１0s', 'constructor'])(
    '%j is none, rather than a guess',
    (text) => {
      expect(parseDuration(text)).toBeNull();
    },
  );
});
