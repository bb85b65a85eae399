/**
 * Whether a text is exactly one of the words (OPT_OUT_WORDS), whatever its case, the blanks around it and the marks in it that
 * nobody sees: a sentence is none.
 */
export function isOptOut(text: string | null, words: readonly string[]): boolean {
  const said = folded(text ?? '');
  return said !== '' && words.some((word) => folded(word) === said);
}

/** Turkish has i and I with and without a dot; who writes in capitals means the same word. */
function folded(text: string): string {
  const seen = text
    .normalize('NFKC')
    .replaceAll(/\p{Cf}/gu, '')
    .trim();
  return seen.toUpperCase().toLowerCase().replaceAll('i\u0307', 'i');
}
