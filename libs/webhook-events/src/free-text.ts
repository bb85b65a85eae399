import { type JsonObject, textAt } from '#graph-api';

/** WhatsApp's own limit of a text. A body may hold a thousand times that, which would be shown with every list. */
const LONGEST_TEXT = 4_096;

/** Sentences are for people: no more of them than one reads. */
const LONGEST_SENTENCE = 1_000;

/** Text that recipients wrote, under a key. */
export function freeTextAt(parent: JsonObject, key: string): string | null {
  const text = textAt(parent, key);
  return text === null ? null : storableText(text, LONGEST_TEXT);
}

/** What Meta says to people, under a key. */
export function sentenceAt(parent: JsonObject, key: string): string | null {
  const text = textAt(parent, key);
  return text === null ? null : storableText(text, LONGEST_SENTENCE);
}

/**
 * PostgreSQL refuses a NUL and half a character, and with them all that stands beside them: each becomes U+FFFD, so that the
 * rest is kept. Cut first, because a cut may halve a character, too.
 */
export function storableText(text: string, longest: number): string {
  return text.slice(0, longest).replaceAll(/[\0\p{Surrogate}]/gu, '\uFFFD');
}
