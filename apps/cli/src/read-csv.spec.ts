import { describe, expect, it } from 'vitest';
import { readCsv } from './read-csv.js';

const fieldsOf = (text: string): readonly (readonly string[])[] => readCsv(text).map(({ fields }) => fields);

describe('a CSV file', () => {
  it.each([
    ['commas', 'a,b\nc,d\n'],
    ['semicolons, as spreadsheets of half of Europe write', 'a;b\nc;d\n'],
    ['tabs', 'a\tb\nc\td\n'],
    ['line ends of Windows and a byte order mark', '\uFEFFa,b\r\nc,d\r\n'],
    ['quotes around everything', '"a","b"\n"c","d"'],
    ['empty lines', 'a,b\n\n,\nc,d\n\n'],
  ])('is read with %s', (_what, text) => {
    expect(fieldsOf(text)).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
  });

  it('may have separators, quotes and line breaks inside of quotes', () => {
    expect(fieldsOf('"a, ""the"" one","b\nbelow"\nc,d')).toEqual([
      ['a, "the" one', 'b\nbelow'],
      ['c', 'd'],
    ]);
  });

  it('counts lines as editors do', () => {
    expect(readCsv('a\n\n"b\nbelow"\nc').map(({ line }) => line)).toEqual([1, 3, 5]);
  });
});
