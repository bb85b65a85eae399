import { type JsonObject, textAt } from '#graph-api';

/**
 * Text that people wrote, under a key. PostgreSQL refuses a NUL and half a character, and with them all that stands beside
 * them: each becomes U+FFFD, so that the rest is kept.
 */
export function freeTextAt(parent: JsonObject, key: string): string | null {
  const text = textAt(parent, key);
  return text === null ? null : cleaned(text);
}

/** Sentences are for people: no more of them than one reads. A cut may halve a character, too. */
export function sentenceAt(parent: JsonObject, key: string): string | null {
  const text = textAt(parent, key);
  return text === null ? null : cleaned(text.slice(0, 1_000));
}

function cleaned(text: string): string {
  return text.replaceAll(/[\0\p{Surrogate}]/gu, '\uFFFD');
}
