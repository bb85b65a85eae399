import { InvalidArgumentError } from 'commander';

/** A date, or a date and a time that says its zone: a time without one would mean another moment on another machine. */
const ISO_8601 = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2}))?$/;

/** An option's moment; commander says which option is wrong. */
export function readTime(text: string): Date {
  const time = new Date(text);
  // Date takes the 30th of February for a day of March.
  const exists = new Date(`${text.slice(0, 10)}T00:00:00Z`).getUTCDate() === Number(text.slice(8, 10));
  if (!ISO_8601.test(text) || Number.isNaN(time.getTime()) || !exists) {
    throw new InvalidArgumentError('It must look like 2026-12-01T08:00:00Z, or 2026-12-01 for its beginning in UTC.');
  }
  return time;
}
