import { describe, expect, it } from 'vitest';
import { identifiersIn } from './identifiers-in.js';

const wamid = (inside: string): string => `wamid.${Buffer.from(inside, 'latin1').toString('base64')}`;

describe('whose data a text may hold', () => {
  it('are phones, however they are written, those inside of Meta’s ids, and user ids', () => {
    const text = `{"wa_id":"34612345678","to":"+351912345678","id":"${wamid('HBgLNA\x0b\x0b34600000001\x15')}","user":"ES.13491208655302741918"}`;
    expect(identifiersIn(text).toSorted()).toEqual(
      ['+34600000001', '+34612345678', '+351912345678', 'ES.13491208655302741918'].toSorted(),
    );
  });

  it.each([
    ['short', '{"code":10,"limit":80,"amount":"99999"}'],
    ['long', '{"id":"1234567890123456","sum":1.12345678901234567}'],
  ])('are not numbers that are too %s for a phone: each that is asked for costs a hash', (_what, text) => {
    expect(identifiersIn(text)).toEqual([]);
  });

  it('is each asked for once', () => {
    expect(identifiersIn('34612345678 +34612345678 34612345678')).toEqual(['+34612345678']);
  });
});
