import { describe, expect, it } from 'vitest';
import { formatMoney, parseMoney } from './money.js';

function written(amount: string, currency: string, locale: string): string {
  const reading = parseMoney(amount, currency);
  return reading.kind === 'money' ? formatMoney(reading.money, locale) : reading.message;
}

describe('an amount of money', () => {
  it.each([
    ['1250.00', 'EUR', 'en-IE', '€1,250.00'],
    ['1250', 'EUR', 'en-IE', '€1,250.00'],
    ['1250.5', 'EUR', 'en-IE', '€1,250.50'],
    ['0', 'EUR', 'en-IE', '€0.00'],
    ['1250.00', 'EUR', 'es-ES', '1.250,00 €'],
    ['1250.00', 'EUR', 'fr-FR', '1 250,00 €'],
    ['1250', 'JPY', 'en-IE', 'JP¥1,250'],
    ['1250.125', 'BHD', 'en-IE', 'BHD 1,250.125'],
    ['123456789012345678.99', 'EUR', 'en-IE', '€123,456,789,012,345,678.99'],
    ['0.29', 'EUR', 'en-IE', '€0.29'],
  ])('%s %s reads in %s as %s', (amount, currency, locale, text) => {
    expect(written(amount, currency, locale)).toBe(text);
  });

  it('has no odd whitespace and no invisible marks in any locale', () => {
    for (const locale of ['fr-FR', 'es-ES', 'ar-EG', 'he-IL', 'fa-IR', 'de-CH', 'nb-NO', 'pl-PL']) {
      expect(written('1234567.89', 'EUR', locale)).toMatch(/^[^\p{Cf}]+$/u);
      expect(written('1234567.89', 'EUR', locale).replaceAll(' ', '')).not.toMatch(/\s/u);
    }
  });

  it.each([
    ['', 'EUR', 'amount', /is needed/],
    ['-1.00', 'EUR', 'amount', /negative/],
    ['1,250.00', 'EUR', 'amount', /separators/],
    ['1.250,00', 'EUR', 'amount', /separators/],
    ['1.250.000', 'EUR', 'amount', /separators/],
    ['1e3', 'EUR', 'amount', /not a decimal number/],
    ['NaN', 'EUR', 'amount', /not a decimal number/],
    ['Infinity', 'EUR', 'amount', /not a decimal number/],
    ['0x10', 'EUR', 'amount', /not a decimal number/],
    [' 12.00', 'EUR', 'amount', /not a decimal number/],
    ['12.', 'EUR', 'amount', /not a decimal number/],
    ['.5', 'EUR', 'amount', /not a decimal number/],
    ['0012.00', 'EUR', 'amount', /starts with 0/],
    ['1234567890123456789', 'EUR', 'amount', /too large/],
    ['12.345', 'EUR', 'amount', /at most 2 decimals/],
    ['12.5', 'JPY', 'amount', /no decimals/],
    ['12.1234', 'BHD', 'amount', /at most 3 decimals/],
    ['12.00', 'eur', 'currency', /ISO 4217/],
    ['12.00', 'EURO', 'currency', /ISO 4217/],
    ['12.00', 'XQZ', 'currency', /ISO 4217/],
    ['12.00', '', 'currency', /ISO 4217/],
  ])('refuses "%s" %s', (amount, currency, at, message) => {
    const reading = parseMoney(amount, currency);
    expect(reading).toMatchObject({ kind: 'refused', at });
    expect(reading.kind === 'refused' && reading.message).toMatch(message);
  });

  it('is the same amount whether or not its decimals are written', () => {
    expect(parseMoney('1250', 'EUR')).toEqual(parseMoney('1250.00', 'EUR'));
  });
});
