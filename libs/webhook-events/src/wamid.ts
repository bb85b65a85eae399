import { type JsonObject, textAt } from '#graph-api';

/** Meta's ids are short and printable; what PostgreSQL would refuse must not reach its log. */
const WAMID = /^[\x21-\x7e]{1,512}$/;

/** The id of a message under a key; null where it is missing or none. */
export function wamidAt(parent: JsonObject, key: string): string | null {
  const text = textAt(parent, key);
  return text !== null && WAMID.test(text) ? text : null;
}
