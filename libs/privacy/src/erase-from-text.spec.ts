import { describe, expect, it } from 'vitest';
import { erasedWamid } from '#messages';
import { eraseFromText, namesPerson } from './erase-from-text.js';
import { identifiersIn } from './identifiers-in.js';
import { traces } from './person-patterns.js';

const PERSON = { phones: ['+34612345678'], userIds: ['ES.13491208655302741918'] };

/** As Meta makes them: a few bytes, the phone, and what tells this message from others. */
const wamidOf = (digits: string): string =>
  `wamid.${Buffer.from(`\x1d\x08\x0b${digits}\x15\x02\x00\x11\x18\x149A3DA06F7FF0E8F4F01`, 'latin1').toString('base64')}`;

describe('a text without a person', () => {
  it.each([
    ['Call +34612345678 today', 'Call erased today'],
    ['34612345678', 'erased'],
    ['"wa_id":"34612345678","user_id":"ES.13491208655302741918"', '"wa_id":"erased","user_id":"erased"'],
    ['tel:+34612345678,34612345678', 'tel:erased,erased'],
  ])('of %s is %s', (text, rest) => {
    expect(namesPerson(text, PERSON)).toBe(true);
    expect(eraseFromText(text, PERSON)).toBe(rest);
  });

  it.each(['PO-346123456789', '134612345678', '+34612345679', 'ES.134912086553027419180', 'AES.13491208655302741918'])(
    'leaves %s alone, which is something else',
    (text) => {
      expect(namesPerson(text, PERSON)).toBe(false);
      expect(eraseFromText(text, PERSON)).toBe(text);
    },
  );

  it('has the id of a message that holds the phone as a hash, and others as they were', () => {
    const [theirs, another] = [wamidOf('34612345678'), wamidOf('34699999999')];
    expect(eraseFromText(`"${theirs}","${another}"`, PERSON)).toBe(`"${erasedWamid(theirs)}","${another}"`);
    expect(eraseFromText(erasedWamid(theirs), PERSON)).toBe(erasedWamid(theirs));
  });
});

describe('what may name somebody', () => {
  it('is found in text and inside of the ids of messages', () => {
    const text = `{"from":"34612345678","id":"${wamidOf('34699999999')}","user_id":"ES.13491208655302741918"}`;
    expect(identifiersIn(text)).toEqual(
      expect.arrayContaining(['+34612345678', '+34699999999', 'ES.13491208655302741918']),
    );
  });

  it('leaves traces in bytes wherever it stands, and however base64 groups it', () => {
    for (const before of ['', 'a', 'ab', 'abc']) {
      const encoded = Buffer.from(`${before}34612345678zz`);
      const text = encoded.toString('base64');
      expect(traces(PERSON).some((trace) => text.includes(trace.toString()))).toBe(true);
    }
    const another = Buffer.from('ab34512345678zz').toString('base64');
    expect(traces(PERSON).some((trace) => another.includes(trace.toString()))).toBe(false);
  });
});
