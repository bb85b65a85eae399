import type { MessageSearch } from './message-search.js';

/**
 * Codes of messages that failed: Meta's, the status of a refusal without one, and ours. No order number or name is likely to be one,
 * and the view offers the other reading; of other numbers, such as 100, the view offers that they are one.
 */
const ERROR_CODE =
  /^(13\d{4}|80007|HTTP_\d{3}|EXPIRED|UNCONFIRMED|RETRIES_EXHAUSTED|SUPPRESSED|TEMPLATE_REJECTED|FAILED_BY_OPERATOR|ERASED)$/i;

/** What somebody means who types this into the search box. */
export function searchOfText(text: string): MessageSearch {
  if (text === '') return {};
  if (ERROR_CODE.test(text)) return { errorCode: text.toUpperCase() };
  // A phone as people write it; the API knows it without blanks. No order number that begins with 00 is as long as a phone.
  if (/^(\+|00[1-9])[\d ()./-]+$/.test(text)) {
    const digits = text.replaceAll(/\D/g, '');
    if (text.startsWith('+')) return { q: `+${digits}` };
    if (digits.length >= 12) return { q: `+${digits.slice(2)}` };
  }
  return { q: text };
}
