/** The seconds of `Retry-After`, given as such or as a date (RFC 9110 §10.2.3); null without one that can be read. */
export function readRetryAfter(headers: Headers, now: number = Date.now()): number | null {
  const text = headers.get('retry-after');
  if (text === null) return null;
  if (/^\d+$/.test(text)) return Number(text);
  // Date.parse makes a year of any number.
  const moment = /^[A-Z]/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(moment) ? null : Math.max(0, Math.ceil((moment - now) / 1_000));
}
