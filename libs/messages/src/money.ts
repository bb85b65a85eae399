/** An amount of money, exact: `decimal` has as many decimals as the currency has, no sign, no separators. */
export interface Money {
  readonly decimal: `${number}`;
  /** ISO 4217, three capitals. */
  readonly currency: string;
}

export type MoneyReading =
  | { readonly kind: 'money'; readonly money: Money }
  | { readonly kind: 'refused'; readonly at: 'amount' | 'currency'; readonly message: string };

const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));
const EXAMPLE = '"1250.00"';

/**
 * Reads an amount written as a decimal text. Never a float: 0.1 + 0.2 is not 0.3, and an order says what the books say.
 * Fewer decimals than the currency has are filled up (`1250` → `1250.00`), more are refused.
 */
export function parseMoney(amount: string, currency: string): MoneyReading {
  if (!CURRENCIES.has(currency)) {
    const message = `"${currency}" is no ISO 4217 currency: write three capitals, such as EUR.`;
    return { kind: 'refused', at: 'currency', message };
  }
  const match = /^(0|[1-9]\d{0,17})(?:\.(\d+))?$/.exec(amount);
  if (match === null) return refusedAmount(amountProblem(amount));
  const [, whole = '', fraction = ''] = match;
  const digits = fractionDigits(currency);
  if (fraction.length > digits) {
    const allowed = digits === 0 ? 'no decimals' : `at most ${decimals(digits)}`;
    return refusedAmount(`"${amount}" has ${decimals(fraction.length)}, and ${currency} has ${allowed}.`);
  }
  const decimal = digits === 0 ? whole : `${whole}.${fraction.padEnd(digits, '0')}`;
  if (!isNumeric(decimal)) return refusedAmount(amountProblem(amount));
  return { kind: 'money', money: { decimal, currency } };
}

/**
 * The amount as people of the locale write it: `€1,250.00` in en-IE, `1.250,00 €` in es-ES. Blanks are ordinary ones:
 * Intl puts no-break spaces and direction marks, which Meta counts as odd whitespace in a template parameter.
 */
export function formatMoney({ decimal, currency }: Money, locale: string): string {
  const digits = fractionDigits(currency);
  // Text instead of a number keeps every digit (ECMA-402, Intl.NumberFormat v3).
  const text = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    useGrouping: 'always',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(decimal);
  return text
    .replaceAll(/\p{Cf}/gu, '')
    .replaceAll(/\s+/gu, ' ')
    .trim();
}

function amountProblem(amount: string): string {
  if (amount === '') return `An amount is needed, such as ${EXAMPLE}.`;
  if (amount.startsWith('-')) return `"${amount}" is negative: an order has an amount of 0 or more.`;
  if (/^\d[\d.]*,[\d.,]*$|^\d+\.\d+\./.test(amount)) {
    return `"${amount}" has separators: write digits and one dot before the decimals, such as ${EXAMPLE}.`;
  }
  if (/^0\d/.test(amount)) return `"${amount}" starts with 0: write it without.`;
  if (/^\d{19,}/.test(amount)) return `"${amount}" is too large: at most 18 digits before the dot.`;
  return `"${amount}" is not a decimal number: write digits and one dot, such as ${EXAMPLE}.`;
}

function fractionDigits(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
}

function decimals(count: number): string {
  return `${count} ${count === 1 ? 'decimal' : 'decimals'}`;
}

function isNumeric(text: string): text is `${number}` {
  return /^\d+(\.\d+)?$/.test(text);
}

function refusedAmount(message: string): MoneyReading {
  return { kind: 'refused', at: 'amount', message };
}
