import type { TemplateParameters } from '#messages';

/** `Array.isArray` does not narrow a readonly array; this does. */
export function isPositional(parameters: TemplateParameters): parameters is readonly string[] {
  return Array.isArray(parameters);
}
