/** The value that this part of the values is not above, from 0 to 1; NaN where there is none, or one of them is NaN. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = sortedNumbers(values);
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? Number.NaN;
}

/** Of an even number of values: half-way between the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = sortedNumbers(values);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? Number.NaN) + (sorted[Math.floor(middle)] ?? Number.NaN)) / 2;
}

/** None where one is NaN, which has no place in an order. */
function sortedNumbers(values: readonly number[]): readonly number[] {
  return values.some(Number.isNaN) ? [] : values.toSorted((one, other) => one - other);
}
