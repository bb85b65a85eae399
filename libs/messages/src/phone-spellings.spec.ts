import { describe, expect, it } from 'vitest';
import { phoneSpellings } from './phone-spellings.js';

describe('the spellings of a phone number', () => {
  it.each([
    ['+525500000012', '+5215500000012'],
    ['+541155550012', '+5491155550012'],
    ['+551188880012', '+5511988880012'],
  ])('are two for %s and %s, whichever is asked about', (short, long) => {
    expect(phoneSpellings(short)).toEqual([short, long]);
    expect(phoneSpellings(long)).toEqual([long, short]);
  });

  it.each(['+34612345678', '+15550783881', '+551133330012'])('are one for %s', (phone) => {
    expect(phoneSpellings(phone)).toEqual([phone]);
  });
});
