const UNITS = [
  { unit: 'day', seconds: 86_400 },
  { unit: 'hour', seconds: 3_600 },
  { unit: 'minute', seconds: 60 },
  { unit: 'second', seconds: 1 },
] as const;

/** `90` as `1 minute`: the largest unit of which it is at least one. */
export function durationInWords(seconds: number, language: string): string {
  const { unit, seconds: each } = UNITS.find((candidate) => seconds >= candidate.seconds) ?? UNITS[3];
  return Math.floor(seconds / each).toLocaleString(language, { style: 'unit', unit, unitDisplay: 'long' });
}
