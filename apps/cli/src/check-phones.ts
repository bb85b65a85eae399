import { parsePhone } from '#messages/plain';
import { readCsv } from './read-csv.js';

/** One phone of a file and what is wrong with it. */
export interface PhoneProblem {
  readonly line: number;
  readonly phone: string;
  readonly message: string;
  /** The number that was certainly meant; null where it would be a guess. */
  readonly suggestion: string | null;
}

export type PhonesReading =
  | {
      readonly kind: 'checked';
      /** Name of the column, or its number. */
      readonly column: string;
      readonly phones: number;
      readonly wrong: readonly PhoneProblem[];
      /** Good, and the same as on an earlier line. */
      readonly repeated: readonly PhoneProblem[];
    }
  | { readonly kind: 'unreadable'; readonly problem: string };

/** How suppliers' lists call it, in the languages that they come in; accents and case do not matter. */
const PHONE_COLUMN = /^(phone|phone ?number|tel|telefono|telephone|telefon|movil|celular|mobile|mobil|whatsapp|to)\b/;

/** Which phones of a CSV file the API would refuse, with its own words. `column`: name or number; else the one that is called so. */
export function checkPhones(text: string, column?: string): PhonesReading {
  const [first, ...rest] = readCsv(text);
  if (first === undefined) return { kind: 'unreadable', problem: 'The file is empty.' };
  const place = placeOf(first.fields, column);
  if (place === null) {
    return {
      kind: 'unreadable',
      problem: `Which column holds the phones? Say --column with its name or number: ${first.fields.join(', ')}.`,
    };
  }
  // A list may begin at once: what looks like a number is none of a heading.
  const hasHeading = !/\d{5}/.test(first.fields[place] ?? '');
  const rows = (hasHeading ? rest : [first, ...rest]).map(({ line, fields }) => ({ line, phone: fields[place] ?? '' }));
  const wrong: PhoneProblem[] = [];
  const repeated: PhoneProblem[] = [];
  const seen = new Map<string, number>();
  for (const { line, phone } of rows) {
    const reading = parsePhone(phone);
    if (reading.kind === 'refused') {
      const { message, suggestion } = reading;
      wrong.push({ line, phone, message, suggestion });
      continue;
    }
    const before = seen.get(reading.phone);
    if (before === undefined) seen.set(reading.phone, line);
    else repeated.push({ line, phone, message: `The same number as on line ${before}.`, suggestion: null });
  }
  const name = hasHeading ? (first.fields[place] ?? '') : String(place + 1);
  return { kind: 'checked', column: name, phones: rows.length, wrong, repeated };
}

function placeOf(heading: readonly string[], column: string | undefined): number | null {
  if (column !== undefined) {
    const named = heading.findIndex((name) => plain(name) === plain(column));
    const numbered = /^\d+$/.test(column) ? Number(column) - 1 : -1;
    const place = named === -1 ? numbered : named;
    return place >= 0 && place < heading.length ? place : null;
  }
  if (heading.length === 1) return 0;
  const found = heading.flatMap((name, index) => (PHONE_COLUMN.test(plain(name)) ? [index] : []));
  return found.length === 1 ? (found[0] ?? null) : null;
}

function plain(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase().trim();
}
