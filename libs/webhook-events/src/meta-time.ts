import { integerAt, type JsonObject } from '#graph-api';

/** WhatsApp began in 2009; and what lies beyond 2100 was written in milliseconds, or is nonsense. */
const [FIRST, LAST] = [Date.UTC(2009, 0) / 1_000, Date.UTC(2100, 0) / 1_000];

/** A clock may be wrong by that much; what lies further ahead has not happened. */
const AHEAD_MS = 5 * 60_000;

/** The moment under a key, which Meta writes in whole Unix seconds, as text or as a number; null where that is no moment. */
export function momentAt(parent: JsonObject, key: string): Date | null {
  const seconds = integerAt(parent, key);
  return seconds === null || seconds < FIRST || seconds > LAST ? null : new Date(seconds * 1_000);
}

/** When something happened that was told at `receivedAt`; null where that is no moment, or one to come. */
export function pastMomentAt(parent: JsonObject, key: string, receivedAt: Date): Date | null {
  const moment = momentAt(parent, key);
  return moment === null || moment.getTime() > receivedAt.getTime() + AHEAD_MS ? null : moment;
}
