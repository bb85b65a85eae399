import type { messageTexts } from './texts.js';

/** Meta's price of a message, whether it is charged and as what: `Billable · utility · regular`. Meta tells no amount. */
export function priceInWords(pricing: unknown, texts: (typeof messageTexts)['en']): string | null {
  if (typeof pricing !== 'object' || pricing === null) return null;
  const told = new Map<string, unknown>(Object.entries(pricing));
  const words = [
    told.get('billable') === true ? texts.billable : told.get('billable') === false ? texts.free : null,
    wordOf(told.get('category'), texts.categories),
    wordOf(told.get('type'), texts.priceTypes),
  ];
  return words.filter((word) => word !== null).join(' · ');
}

/** Meta's own name, where it is one that nobody has put into words. */
function wordOf(name: unknown, words: Readonly<Record<string, string>>): string | null {
  if (typeof name !== 'string') return null;
  return Object.hasOwn(words, name) ? (words[name] ?? null) : name;
}
