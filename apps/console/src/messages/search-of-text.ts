import type { MessageSearch } from './message-search.js';

/** Meta's codes of messages that failed, and ours. No order number or name is likely to be one, and the view offers the other reading. */
const ERROR_CODE =
  /^(13\d{4}|80007|EXPIRED|UNCONFIRMED|RETRIES_EXHAUSTED|SUPPRESSED|TEMPLATE_REJECTED|FAILED_BY_OPERATOR|ERASED)$/;

/** What somebody means who types this into the search box. */
export function searchOfText(text: string): MessageSearch {
  if (text === '') return {};
  if (ERROR_CODE.test(text)) return { errorCode: text };
  // A phone as people write it; the API knows it without blanks.
  return { q: /^\+[\d ()./-]+$/.test(text) ? `+${text.replaceAll(/\D/g, '')}` : text };
}
