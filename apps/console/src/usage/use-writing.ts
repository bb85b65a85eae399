import { useMemo } from 'react';
import { useLanguage } from '../language/language-context.js';

interface Writing {
  readonly count: (count: number) => string;
  /** A decimal text with its currency, to the last digit that the API tells, and as many as the currency has at least. */
  readonly amount: (amount: string, currency: string) => string;
  /** `2026-11` as November 2026. */
  readonly month: (month: string) => string;
}

/** Numbers, money and months as the viewer's language writes them. */
export function useWriting(): Writing {
  const { language } = useLanguage();
  return useMemo<Writing>(() => {
    const counts = new Intl.NumberFormat(language);
    const months = new Intl.DateTimeFormat(language, { year: 'numeric', month: 'long', timeZone: 'UTC' });
    return {
      count: (count) => counts.format(count),
      amount: (amount, currency) =>
        isDecimal(amount)
          ? new Intl.NumberFormat(language, { style: 'currency', currency, maximumFractionDigits: 6 }).format(amount)
          : `${amount} ${currency}`,
      month: (month) => months.format(new Date(`${month}-01T00:00:00Z`)),
    };
  }, [language]);
}

/** Such a text is written exactly; as a number it would be rounded. */
function isDecimal(text: string): text is `${number}` {
  return /^\d+(\.\d+)?$/.test(text);
}
