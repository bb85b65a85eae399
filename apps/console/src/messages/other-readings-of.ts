import type { MessageSearch } from './message-search.js';

export interface OtherReading {
  readonly kind: 'text' | 'code' | 'phone' | 'capitals';
  /** What is looked for then. */
  readonly of: string;
  readonly search: MessageSearch;
}

/** What else somebody may have meant by what is looked for. Where something was found, only numbers are still in doubt. */
export function otherReadingsOf(search: MessageSearch, nothingFound: boolean): readonly OtherReading[] {
  const { q, errorCode, cursor: _page, ...others } = search;
  if (errorCode !== undefined) {
    return q === undefined ? [{ kind: 'text', of: errorCode, search: { ...others, q: errorCode } }] : [];
  }
  if (q === undefined) return [];
  const readings: OtherReading[] = [];
  if (/^\d{1,7}$/.test(q) || (nothingFound && /^[A-Z][A-Z_\d]*$/.test(q))) {
    readings.push({ kind: 'code', of: q, search: { ...others, errorCode: q } });
  }
  // Somebody's order may be called like a telephone that nobody has.
  if (nothingFound && /^\+\d+$/.test(q)) {
    readings.push({ kind: 'text', of: q.slice(1), search: { ...others, q: q.slice(1) } });
  }
  const digits = q.replaceAll(/[ ()./-]/g, '').replace(/^00/, '');
  if (/^\d{9,15}$/.test(digits)) {
    readings.push({ kind: 'phone', of: `+${digits}`, search: { ...others, q: `+${digits}` } });
  }
  // Order numbers are found as they are written, names in whatever way.
  if (nothingFound && /\d/.test(q) && q !== q.toUpperCase()) {
    readings.push({ kind: 'capitals', of: q.toUpperCase(), search: { ...others, q: q.toUpperCase() } });
  }
  return readings;
}
