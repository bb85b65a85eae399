import { errorInWords } from '../shell/error-in-words.js';
import type { detailTexts } from './detail-texts.js';
import { pairsIn } from './pairs-in.js';

interface Detail {
  readonly name: string;
  readonly value: string;
}

/** Of what a step holds the bubble shows one part, the price stands by itself, and nobody needs the rest. */
const ELSEWHERE = ['whatsappMessageId', 'text', 'pricing', 'finishedAt'];

/** What a step of a timeline holds besides its time; in the API's own names where nobody has put them into words. */
export function detailsInWords(data: unknown, { names, values }: (typeof detailTexts)['en']): readonly Detail[] {
  const words = new Map<string, Readonly<Record<string, string>>>(Object.entries(values));
  return asOneError(pairsIn(data))
    .filter(([name]) => !ELSEWHERE.includes(name))
    .map(([name, value]) => ({
      name: new Map<string, string>(Object.entries(names)).get(name) ?? name,
      value: wordsFor(value, new Map(Object.entries(words.get(name) ?? {}))),
    }));
}

/** Meta's title and detail often say the same. */
function asOneError(pairs: ReturnType<typeof pairsIn>): ReturnType<typeof pairsIn> {
  const told = new Map(pairs);
  const title = told.get('title');
  if (title === undefined) return pairs;
  told.set('title', errorInWords({ title, detail: told.get('detail') ?? null }));
  told.delete('detail');
  return [...told];
}

/** Of some only the beginning is ours, such as `unclear: ` with what the network said. */
function wordsFor(value: string, words: ReadonlyMap<string, string>): string {
  const beginning = /^\w+: /.exec(value)?.[0] ?? '';
  const begins = words.get(beginning);
  return words.get(value) ?? (begins === undefined ? value : begins + value.slice(beginning.length));
}
