import { describe, expect, it } from 'vitest';
import { recipientCountry } from './recipient-country.js';

const ofPhone = (recipientPhone: string): string | null => recipientCountry({ recipientPhone, recipientUserId: null });

describe('the country of a recipient', () => {
  it.each([
    ['+34612345678', 'ES'],
    ['+5511987654321', 'BR'],
    ['+12125550123', 'US'],
    ['+16135550123', 'CA'],
    ['+77011234567', 'KZ'],
    ['+79161234567', 'RU'],
  ])('of %s is %s, also where countries share a calling code', (phone, country) => {
    expect(ofPhone(phone)).toBe(country);
  });

  it.each(['+80012345678', '+15550783881'])('of %s is not known', (phone) => {
    expect(ofPhone(phone)).toBeNull();
  });

  it("of somebody who hides the phone is told by Meta's user id", () => {
    expect(recipientCountry({ recipientPhone: null, recipientUserId: 'ES.13491208655302741918' })).toBe('ES');
    expect(recipientCountry({ recipientPhone: null, recipientUserId: 'BR.ENT.1349' })).toBe('BR');
    expect(recipientCountry({ recipientPhone: null, recipientUserId: null })).toBeNull();
  });

  it('goes by the phone where both are known', () => {
    expect(recipientCountry({ recipientPhone: '+34612345678', recipientUserId: 'BR.1349' })).toBe('ES');
  });
});
