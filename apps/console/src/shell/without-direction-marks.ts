/** They show a text in another order than it has, and what follows it as well: https://www.unicode.org/reports/tr9/ */
const DIRECTION_MARKS = /[\u202A-\u202E\u2066-\u2069]/g;

/** What others wrote, for a place that holds nothing but text: a title, a name for screen readers, the middle of a sentence. */
export function withoutDirectionMarks(text: string): string {
  return text.replaceAll(DIRECTION_MARKS, '');
}
