import { useMemo } from 'react';
import { useLanguage } from '../language/language-context.js';

interface Writing {
  readonly count: (count: number) => string;
  /** A decimal text with its currency, to the last digit that the API tells: prices are small. */
  readonly price: (amount: string, currency: string) => string;
  /** The same, to the digits that the currency has. */
  readonly amount: (amount: string, currency: string) => string;
  /** `2026-11` as November 2026. */
  readonly month: (month: string) => string;
}

/** Numbers, money and months as the viewer's language writes them. */
export function useWriting(): Writing {
  const { language } = useLanguage();
  return useMemo<Writing>(() => {
    const counts = new Intl.NumberFormat(language);
    const money = (amount: string, currency: string, digits: Intl.NumberFormatOptions = {}): string =>
      isDecimal(amount)
        ? new Intl.NumberFormat(language, { style: 'currency', currency, ...digits }).format(amount)
        : `${amount} ${currency}`;
    const months = new Intl.DateTimeFormat(language, { year: 'numeric', month: 'long', timeZone: 'UTC' });
    return {
      count: (count) => counts.format(count),
      price: (amount, currency) => money(amount, currency, { maximumFractionDigits: 6 }),
      amount: (amount, currency) => money(amount, currency),
      month: (month) => months.format(new Date(`${month}-01T00:00:00Z`)),
    };
  }, [language]);
}

/** Such a text is written exactly; as a number it would be rounded. */
function isDecimal(text: string): text is `${number}` {
  return /^\d+(\.\d+)?$/.test(text);
}
