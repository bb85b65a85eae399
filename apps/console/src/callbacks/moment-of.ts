/** What stands in a field for times, the viewer's, as the API takes it; null where it is none. */
export function momentOf(written: string): string | null {
  const moment = new Date(written);
  return Number.isNaN(moment.getTime()) ? null : moment.toISOString();
}
