import { describe, expect, it } from 'vitest';
import { parsePhone } from './phone-number.js';

describe('a phone number', () => {
  it.each(['+34612345678', '+4791234567', '+12025550123', '+5491123456789', '+390612345678'])('takes %s', (text) => {
    expect(parsePhone(text)).toEqual({ kind: 'phone', phone: text });
  });

  it.each([
    ['without country code', '612345678', /no country code/, null],
    ['without plus', '34612345678', /no \+ before the country code.*Did you mean \+34612345678\?/, '+34612345678'],
    ['with spaces', '+34 612 34 56 78', /spaces or punctuation.*Did you mean/, '+34612345678'],
    ['with spaces and without plus', '34 612 34 56 78', /spaces or punctuation/, '+34612345678'],
    ['with spaces and without country code', '612 34 56 78', /spaces.*no country code/, null],
    ['with no-break spaces', '+34\u00a0612345678', /spaces or punctuation/, '+34612345678'],
    ['with hyphens', '+34-612-345-678', /spaces or punctuation/, '+34612345678'],
    ['with 00 for the plus', '0034612345678', /starts with 00/, '+34612345678'],
    ['with a trunk zero', '+4407911123456', /only within the country/, '+447911123456'],
    ['with letters', '+34612ABC678', /contains letters/, null],
    ['with a second plus', '++34612345678', /not \+ and digits/, null],
    ['with digits of another script', '+٣٤٦١٢٣٤٥٦٧٨', /not \+ and digits/, null],
    ['too short for its country', '+34612345', /not a possible number of Spain/, null],
    ['too long for its country', '+346123456789', /not a possible number of Spain/, null],
    ['too long for any', '+3461234567890123', /at most 15/, null],
    ['that is a country code alone', '+1', /too short/, null],
    ['of no country', '+999123456789', /no country code that exists/, null],
    ['that is empty', '', /is needed/, null],
    ['that is blank', '  ', /is needed/, null],
  ])('refuses one %s, in words of its own', (_form, text, message, suggestion) => {
    const reading = parsePhone(text);
    expect(reading).toMatchObject({ kind: 'refused', suggestion });
    expect(reading.kind === 'refused' && reading.message).toMatch(message);
  });

  it('suggests only what it would take itself', () => {
    for (const text of ['34612345678', '+34 612 34 56 78', '0034612345678', '+4407911123456']) {
      const reading = parsePhone(text);
      const suggestion = reading.kind === 'refused' ? reading.suggestion : null;
      expect(parsePhone(suggestion ?? '')).toEqual({ kind: 'phone', phone: suggestion });
    }
  });
});
