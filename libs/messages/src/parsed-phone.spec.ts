import { afterEach, describe, expect, it, vi } from 'vitest';
import { parsedPhone } from './parsed-phone.js';

describe('what is known of a telephone number', () => {
  afterEach(() => vi.restoreAllMocks());

  it('is found out once, and forgotten when a number is read a minute later', () => {
    const first = parsedPhone('+34612345678');
    expect(parsedPhone('+34612345678')).toBe(first);
    const later = performance.now() + 60_001;
    vi.spyOn(performance, 'now').mockReturnValue(later);
    expect(parsedPhone('+34612345678')).not.toBe(first);
  });

  it('is not kept of a text that is too long for one', () => {
    const text = `+34${'6'.repeat(14)}`;
    expect(parsedPhone(text)?.number).toBe(text);
    expect(parsedPhone(text)).not.toBe(parsedPhone(text));
  });

  it('is not kept of more than ten thousand', () => {
    const first = parsedPhone('+34611111111');
    for (let number = 0; number < 10_000; number += 1) parsedPhone(`+3462${String(number).padStart(7, '0')}`);
    expect(parsedPhone('+34611111111')).not.toBe(first);
  });
});
