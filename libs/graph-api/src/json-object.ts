/** JSON from outside, of which nothing is known but that it is an object. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object under a key, or an empty one, so that a missing branch reads like one without fields. */
export function objectAt(parent: JsonObject, key: string): JsonObject {
  const value = parent[key];
  return isJsonObject(value) ? value : {};
}

/** The objects of the list under a key; whatever else the list holds is left out. */
export function objectsAt(parent: JsonObject, key: string): readonly JsonObject[] {
  const value = parent[key];
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

/** The non-empty text under a key. Meta writes ids as text in one place and as integers in another. */
export function textAt(parent: JsonObject, key: string): string | null {
  const value = parent[key];
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : null;
}

/** The integer under a key, also when it is written as text. */
export function integerAt(parent: JsonObject, key: string): number | null {
  const value = parent[key];
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : null;
}

export function textsAt(parent: JsonObject, key: string): readonly string[] {
  const value = parent[key];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
