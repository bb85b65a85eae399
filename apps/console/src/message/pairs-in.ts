/** Names and values of what may hold anything, as texts: metadata, prices, parameters, what stands in a timeline. */
export function pairsIn(value: unknown): readonly (readonly [name: string, value: string])[] {
  if (typeof value !== 'object' || value === null) return [];
  const counted = Array.isArray(value);
  return Object.entries(value).map(([name, held]: [string, unknown]) => [
    counted ? String(Number(name) + 1) : name,
    typeof held === 'string' ? held : JSON.stringify(held),
  ]);
}
