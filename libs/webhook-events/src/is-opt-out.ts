/** Whether a text is exactly one of the words (OPT_OUT_WORDS), whatever its case and the blanks around it: a sentence is none. */
export function isOptOut(text: string | null, words: readonly string[]): boolean {
  const said = folded(text ?? '');
  return said !== '' && words.some((word) => folded(word) === said);
}

function folded(text: string): string {
  return text.normalize('NFKC').trim().toUpperCase();
}
