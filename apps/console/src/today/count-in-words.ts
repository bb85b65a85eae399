import type { Language } from '../language/language.js';
import type { Count } from '../messages/count-query.js';

/** `1,234`, or `100+` where there are more than were counted. */
export function countInWords({ count, isMore }: Count, language: Language): string {
  return count.toLocaleString(language) + (isMore ? '+' : '');
}
