const MANY_SPACES = / {5,}/;

/**
 * What Meta would refuse in the value of a variable, as a sentence that begins with the variable's name; null for a good value.
 * Without this check the refusal is error 132018, after the message was accepted by us.
 */
export function textProblem(subject: string, value: string): string | null {
  if (value.trim() === '') return `${subject} is empty, which WhatsApp refuses: send a text.`;
  if (/[\r\n]/.test(value)) {
    return `${subject} contains a line break, which WhatsApp refuses: write it in one line.`;
  }
  if (value.includes('\t')) return `${subject} contains a tab, which WhatsApp refuses: use a space.`;
  if (MANY_SPACES.test(value)) {
    return `${subject} contains more than four spaces in a row, which WhatsApp refuses: use fewer.`;
  }
  return null;
}

/** Length in code points, so that an emoji does not count twice. */
export function characters(text: string): number {
  return Array.from(text).length;
}
