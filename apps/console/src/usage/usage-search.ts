/** What is looked at, as it stands in the address. */
export interface UsageSearch {
  /** A number of months until now, or a year: `12`, `2026`. */
  readonly period?: string;
  readonly sender?: string;
  /** The month that is broken down: `2026-11`. */
  readonly month?: string;
}

/** Whatever stands in the address that is none of it is left out. */
export function readUsageSearch(search: Readonly<Record<string, unknown>>): UsageSearch {
  const text = (name: string, form: RegExp): string | undefined => {
    const value = search[name];
    return typeof value === 'string' && form.test(value) ? value : undefined;
  };
  return {
    period: text('period', /^([1-9]|1\d|2[0-3]|20\d\d)$/),
    sender: text('sender', /./),
    month: text('month', /^20\d\d-(0[1-9]|1[0-2])$/),
  };
}
