import { parsePhoneNumberFromString } from 'libphonenumber-js/min';

type Parsed = ReturnType<typeof parsePhoneNumberFromString>;

const MOST_KEPT = 10_000;
const kept = new Map<string, Parsed>();

/** What the numbering plans say of a number. Each message asks twice, and orders go to the same suppliers again and again. */
export function parsedPhone(text: string): Parsed {
  if (kept.has(text)) return kept.get(text);
  if (kept.size >= MOST_KEPT) kept.clear();
  const parsed = parsePhoneNumberFromString(text);
  kept.set(text, parsed);
  return parsed;
}
