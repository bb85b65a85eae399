import type { MessageSearch } from './message-search.js';

/**
 * Codes of messages that failed: Meta's, the status of a refusal without one, and ours. No order number or name is likely to be one,
 * and the view offers the other reading; of other numbers, such as 100, the view offers that they are one.
 */
const ERROR_CODE =
  /^(13\d{4}|80007|HTTP_\d{3}|EXPIRED|UNCONFIRMED|RETRIES_EXHAUSTED|SUPPRESSED|TEMPLATE_REJECTED|FAILED_BY_OPERATOR|ERASED)$/i;

/** What is not to be seen and comes along with what is copied: marks of direction, blanks of no width, soft hyphens. Joiners belong to names. */
const UNSEEN = /[\u00AD\u061C\u200B\u200E\u200F\u202A-\u202E\u2060\u2066-\u2069\uFEFF]/g;
/** Hyphens as mails and word processors write them. */
const HYPHENS = /[\u2010\u2011]/g;

/** What somebody means who types this into the search box, or pastes it from elsewhere. */
export function searchOfText(typed: string): MessageSearch {
  const seen = typed.replaceAll(UNSEEN, '').replaceAll(HYPHENS, '-').replaceAll(/\s/g, ' ').trim();
  const text = seen.replace(/^tel:(?=[+\d])/i, '');
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
