/** Splits `id,name,analytics.start(1).end(2),quality_score{score}` at the commas outside brackets. */
export function requestedFields(fields: string): { name: string; text: string }[] {
  return fields
    .split(/,(?![^(){}]*[)}])/)
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .map((text) => ({ text, name: text.replace(/[.({].*$/, '') }));
}

/** Only the fields that a request asks for, and `id` always, as Graph answers; unknown ones are left out. */
export function selectFields(object: object, fields: string | undefined, usual: readonly string[]): object {
  const names = fields ? requestedFields(fields).map(({ name }) => name) : usual;
  const wanted = new Set([...names, 'id']);
  return Object.fromEntries(Object.entries(object).filter(([name, value]) => wanted.has(name) && value !== undefined));
}
