import { describe, expect, it } from 'vitest';
import { searchOfText } from './search-of-text.js';

const PHONE = { q: '+34612345678' };

describe('searchOfText', () => {
  it.each([
    ['+34 612 345 678', PHONE],
    ['0034 612-345-678', PHONE],
    ['PO-1', { q: 'PO-1' }],
    ['131026', { errorCode: '131026' }],
    ['  ', {}],
  ])('takes what is typed for what it is: %s', (text, search) => {
    expect(searchOfText(text)).toEqual(search);
  });

  it.each([
    ['a phone between marks of direction', '\u202A+34612345678\u202C', PHONE],
    ['a phone with blanks that do not break', '+34\u00A0612\u202F345\u00A0678', PHONE],
    ['a phone with hyphens that do not break', '+34 612\u2011345\u2011678', PHONE],
    ['the address of a phone', 'tel:+34612345678', PHONE],
    ['the address of a phone, in capitals', 'TEL:+34-612-345-678', PHONE],
    ['an order after a mark from left to right', '\u200EPO-1', { q: 'PO-1' }],
    ['an order after an override', '\u202EPO-1', { q: 'PO-1' }],
    ['an order with a blank of no width', '\u200BPO-\u200B1', { q: 'PO-1' }],
    ['an order with other hyphens', 'PO\u20102026\u20111', { q: 'PO-2026-1' }],
    ['a name with a blank that does not break', 'Proveedor\u00A0ABC', { q: 'Proveedor ABC' }],
    ['a code before the mark of a file', '\uFEFF131026', { errorCode: '131026' }],
    ['nothing to be seen', '\u200B', {}],
  ])('finds what is pasted: %s', (_what, text, search) => {
    expect(searchOfText(text)).toEqual(search);
  });

  it('leaves alone a name that begins like an address, and dashes', () => {
    expect(searchOfText('Tel: Aviv Ltd')).toEqual({ q: 'Tel: Aviv Ltd' });
    expect(searchOfText('A – B')).toEqual({ q: 'A – B' });
  });
});
