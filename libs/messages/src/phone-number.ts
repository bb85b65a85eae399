import { validatePhoneNumberLength } from 'libphonenumber-js/min';
import { parsedPhone } from './parsed-phone.js';

export type PhoneReading =
  | { readonly kind: 'phone'; readonly phone: string }
  | {
      readonly kind: 'refused';
      /** Says what is wrong and what to write instead; holds the number that was given. */
      readonly message: string;
      /** The number that was certainly meant; null where it would be a guess. */
      readonly suggestion: string | null;
    };

const EXAMPLE = '+34612345678';
/** ITU-T E.164 §6: https://www.itu.int/rec/T-REC-E.164 */
const MOST_DIGITS = 15;

/**
 * Reads a phone number as the API takes it: `+`, country code, number, nothing else. Every other form is refused and never
 * repaired: Meta reads a number without `+` as one of the sender's own country and writes to a stranger.
 */
export function parsePhone(text: string): PhoneReading {
  if (text.trim() === '') return refused(`A phone number is needed, such as ${EXAMPLE}.`);
  if (/\p{L}/u.test(text)) return refused(`"${text}" contains letters: write digits only, such as ${EXAMPLE}.`);
  const compact = text.replaceAll(/[\s\u00a0().\-/]/g, '');
  if (compact !== text) return refuseSeparators(text, compact);
  if (!/^\+?[0-9]+$/.test(text)) return refused(`"${text}" is not + and digits, such as ${EXAMPLE}.`);
  if (!text.startsWith('+')) return refuseWithoutPlus(text);
  if (text.length - 1 > MOST_DIGITS) {
    return refused(
      `"${text}" is too long: it has ${text.length - 1} digits, and a phone number has at most ${MOST_DIGITS}.`,
    );
  }
  return checkNumber(text);
}

function refuseSeparators(text: string, compact: string): PhoneReading {
  const reading = parsePhone(compact);
  const suggestion = reading.kind === 'phone' ? reading.phone : reading.suggestion;
  const further = reading.kind === 'refused' && suggestion === null ? ` ${reading.message}` : '';
  return refused(`"${text}" contains spaces or punctuation: write + and digits only.${further}`, suggestion);
}

function refuseWithoutPlus(digits: string): PhoneReading {
  const international = digits.startsWith('00') ? `+${digits.slice(2)}` : `+${digits}`;
  // National numbers of ten digits and less can look like a foreign one with its country code: no guess there.
  const certain = digits.length >= 11 && parsedPhone(international)?.isValid() === true;
  if (digits.startsWith('00')) {
    return refused(`"${digits}" starts with 00: write + instead.`, certain ? international : null);
  }
  return certain
    ? refused(`"${digits}" has no + before the country code.`, international)
    : refused(`"${digits}" has no country code: write + and the country code first, such as ${EXAMPLE}.`);
}

function checkNumber(text: string): PhoneReading {
  const number = parsedPhone(text);
  if (number === undefined && validatePhoneNumberLength(text) === 'TOO_SHORT') {
    return refused(`"${text}" is too short to be a phone number: digits are missing.`);
  }
  if (number === undefined) return refused(`"${text}" starts with no country code that exists.`);
  if (number.number !== text && number.isPossible()) {
    return refused(`"${text}" has a digit that is dialled only within the country.`, number.number);
  }
  if (number.isPossible()) return { kind: 'phone', phone: text };
  const place =
    number.country === undefined ? `country code +${number.countryCallingCode}` : countryName(number.country);
  return refused(`"${text}" is not a possible number of ${place}: digits are missing or too many.`);
}

function countryName(country: string): string {
  return new Intl.DisplayNames(['en'], { type: 'region' }).of(country) ?? country;
}

function refused(message: string, suggestion: string | null = null): PhoneReading {
  return {
    kind: 'refused',
    message: suggestion === null ? message : `${message} Did you mean ${suggestion}?`,
    suggestion,
  };
}
