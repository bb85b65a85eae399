import { describe, expect, it } from 'vitest';
import { readRetryAfter } from './read-retry-after.js';

const NOW = Date.parse('2026-12-01T08:00:00Z');

describe('Retry-After', () => {
  it.each([
    ['7', 7],
    ['0', 0],
    ['Tue, 01 Dec 2026 08:00:30 GMT', 30],
    ['Tue, 01 Dec 2026 07:00:00 GMT', 0],
    ['soon', null],
    ['-1', null],
  ])('"%s" is %s seconds', (text, seconds) => {
    expect(readRetryAfter(new Headers({ 'retry-after': text }), NOW)).toBe(seconds);
  });

  it('may be missing', () => {
    expect(readRetryAfter(new Headers(), NOW)).toBeNull();
  });
});
