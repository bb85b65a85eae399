import { integerAt, type JsonObject } from '#graph-api';

/** WhatsApp began in 2009; and what lies beyond 2100 was written in milliseconds, or is nonsense. */
const [FIRST, LAST] = [Date.UTC(2009, 0) / 1_000, Date.UTC(2100, 0) / 1_000];

/** The moment under a key, which Meta writes in whole Unix seconds, as text or as a number; null where that is no moment. */
export function momentAt(parent: JsonObject, key: string): Date | null {
  const seconds = integerAt(parent, key);
  return seconds === null || seconds < FIRST || seconds > LAST ? null : new Date(seconds * 1_000);
}
