/** As exact as the API writes them: millionths. */
const PLACES = 6;

/** Amounts are decimal texts, and are added as whole numbers: a sum of floating ones would be off by some cents. */
export function sumOfAmounts(amounts: readonly string[]): string {
  const sum = amounts.reduce((total, amount) => total + microsOf(amount), 0n);
  const digits = String(sum).padStart(PLACES + 1, '0');
  return `${digits.slice(0, -PLACES)}.${digits.slice(-PLACES)}`;
}

function microsOf(amount: string): bigint {
  const [whole = '0', fraction = ''] = amount.split('.');
  return BigInt(whole + fraction.padEnd(PLACES, '0').slice(0, PLACES));
}
