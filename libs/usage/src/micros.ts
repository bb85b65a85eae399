const DIGITS = 6;

/** Reads a price such as `0.0509`, exactly; null where it is no decimal number of at most six decimals. */
export function parseMicros(text: string): bigint | null {
  const [, whole, fraction = ''] = /^(\d{1,9})(?:\.(\d{1,6}))?$/.exec(text) ?? [];
  return whole === undefined ? null : BigInt(whole + fraction.padEnd(DIGITS, '0'));
}

/** As a decimal text with two decimals at least: `12.50`, `0.0509`. */
export function formatMicros(micros: bigint): string {
  const digits = String(micros).padStart(DIGITS + 1, '0');
  const fraction = digits.slice(-DIGITS).replace(/0{1,4}$/, '');
  return `${digits.slice(0, -DIGITS)}.${fraction}`;
}
