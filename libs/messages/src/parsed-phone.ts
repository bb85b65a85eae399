import { parsePhoneNumberFromString } from 'libphonenumber-js/min';

type Parsed = ReturnType<typeof parsePhoneNumberFromString>;

const MOST_KEPT = 10_000;
/** + and fifteen digits. What is longer is no number, and may be a whole body. */
const LONGEST_KEPT = 16;
/** Nobody's number stays here because somebody wrote to them once: all go when one is read so long after the first of them. */
const KEPT_FOR_MS = 60_000;

const kept = new Map<string, Parsed>();
let keptSinceMs = -Infinity;

/** What the numbering plans say of a number. Each message asks twice, and its supplier's next one within a moment, perhaps. */
export function parsedPhone(text: string): Parsed {
  if (text.length > LONGEST_KEPT) return parsePhoneNumberFromString(text);
  const now = performance.now();
  if (kept.size >= MOST_KEPT || now - keptSinceMs > KEPT_FOR_MS) {
    kept.clear();
    keptSinceMs = now;
  }
  if (kept.has(text)) return kept.get(text);
  const parsed = parsePhoneNumberFromString(text);
  kept.set(text, parsed);
  return parsed;
}
