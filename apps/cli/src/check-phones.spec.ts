import { describe, expect, it } from 'vitest';
import { checkPhones } from './check-phones.js';

describe('the phones of a list', () => {
  it('are told with their line, what is wrong and what was meant', () => {
    const list = 'name,Teléfono\nA,+34612345678\nB,34612345679\nC,612345678\nD,+34 612 34 56 70\nE,+34612345678\n';
    expect(checkPhones(list)).toMatchObject({
      kind: 'checked',
      column: 'Teléfono',
      phones: 5,
      wrong: [
        { line: 3, suggestion: '+34612345679' },
        { line: 4, suggestion: null, message: expect.stringContaining('country code') },
        { line: 5, suggestion: '+34612345670' },
      ],
      repeated: [{ line: 6, message: 'The same number as on line 2.' }],
    });
  });

  it.each([
    ['is called by a common name', 'id;Móvil\n1;+34612345678', undefined],
    ['is the only one', '+34612345678\n+34612345679', undefined],
    ['is named', 'a,b\n1,+34612345678', 'B'],
    ['is numbered', 'a,b\n1,+34612345678', '2'],
  ])('are found where the column %s', (_what, text, column) => {
    expect(checkPhones(text, column)).toMatchObject({ kind: 'checked', wrong: [] });
  });

  it('count from the first line where there is no heading', () => {
    expect(checkPhones('+34612345678\n612345679\n')).toMatchObject({ phones: 2, wrong: [{ line: 2 }] });
  });

  it.each([
    ['there are several to choose from', 'phone,mobile\n1,2', undefined],
    ['there is none of that name', 'a,b\n1,2', 'phone'],
    ['no column is called so', 'name,city\nA,B', undefined],
    ['the file is empty', '', undefined],
  ])('have to be pointed out where %s', (_what, text, column) => {
    expect(checkPhones(text, column)).toMatchObject({ kind: 'unreadable' });
  });
});
