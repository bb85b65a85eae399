export type MessagingLimit =
  { readonly kind: 'unlimited' } | { readonly kind: 'recipients'; readonly recipients: number };

const FACTORS: ReadonlyMap<string | undefined, number> = new Map([
  [undefined, 1],
  ['K', 1_000],
  ['M', 1_000_000],
]);

/** Meta's `TIER_10K` or `TIER_UNLIMITED`, or a plain number as its webhooks write it; null for a word that is new. */
export function readLimit(text: string): MessagingLimit | null {
  if (text === 'TIER_UNLIMITED') return { kind: 'unlimited' };
  const [, digits, letter] = /^(?:TIER_)?(\d+)([KM])?$/.exec(text) ?? [];
  const factor = FACTORS.get(letter);
  return digits === undefined || factor === undefined
    ? null
    : { kind: 'recipients', recipients: Number(digits) * factor };
}
