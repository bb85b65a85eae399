import { describe, expect, it } from 'vitest';
import { errorInWords } from './error-in-words.js';

describe('errorInWords', () => {
  it.each([
    [
      'To maintain healthy ecosystem engagement.',
      'It was not delivered.',
      'To maintain healthy ecosystem engagement: It was not delivered.',
    ],
    ['Message undeliverable', 'Message undeliverable.', 'Message undeliverable'],
    ['Message undeliverable.', 'Message undeliverable', 'Message undeliverable.'],
    ['Message undeliverable', null, 'Message undeliverable'],
    ['Message undeliverable', '', 'Message undeliverable'],
  ])('writes %s and %s as one', (title, detail, expected) => {
    expect(errorInWords({ title, detail })).toBe(expected);
  });
});
