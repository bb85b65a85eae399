import type { GraphFailure } from '#graph-api';

/** What Meta says and what to do, in a line. */
export function metasRefusal({ code, title, details, advice }: GraphFailure): string {
  return `Meta refused it (${code ?? 'no code'}): ${details ?? title}. ${advice}`.replaceAll('..', '.');
}
