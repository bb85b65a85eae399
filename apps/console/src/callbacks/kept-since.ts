const KEPT_FOR_MS = 7 * 24 * 3_600_000;

/** Since when deliveries are kept, in the viewer's time, as a field for times takes it: `2026-12-01T08:00`. */
export function keptSince(now: Date): string {
  const since = new Date(now.getTime() - KEPT_FOR_MS);
  return new Date(since.getTime() - since.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
