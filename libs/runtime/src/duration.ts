const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of `500ms`, `30s`, `15m`, `72h` or `7d`; null for anything else, a bare number included (its unit would be a guess). */
export function parseDuration(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text.trim());
  const unit = UNITS[match?.[2] ?? ''];
  if (match === null || unit === undefined) return null;
  const milliseconds = Math.round(Number(match[1]) * unit);
  return Number.isSafeInteger(milliseconds) ? milliseconds : null;
}
