import { isJsonObject } from '#graph-api';
import { ERASED, eraseFromText, namesPerson } from './erase-from-text.js';
import type { Person } from './person.js';

/** The same value without the phones and user ids of a person: in texts, as numbers, and as names of fields. */
export function eraseFromJson(value: unknown, person: Person): unknown {
  if (typeof value === 'string') return eraseFromText(value, person);
  if (typeof value === 'number') return namesPerson(String(value), person) ? ERASED : value;
  if (Array.isArray(value)) return value.map((item) => eraseFromJson(item, person));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, child]) => [eraseFromText(name, person), eraseFromJson(child, person)]),
  );
}
