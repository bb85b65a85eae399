import type { TemplateHeader, TemplateParameters } from '#messages';
import { isPositional } from './positional-parameters.js';
import { VARIABLE, type TemplateDefinition } from './template-definition.js';

/** The body exactly as the recipient reads it. A variable without a value stays visible as `{{name}}`. */
export function renderText(definition: TemplateDefinition, parameters: TemplateParameters = []): string {
  return fill(definition.body, valuesByName(parameters));
}

/** The text header as the recipient reads it; null for templates without one. */
export function renderHeaderText(definition: TemplateDefinition, header?: TemplateHeader | null): string | null {
  const text = definition.header?.text ?? null;
  if (text === null || !definition.header?.variable || header?.type !== 'text') return text;
  return fill(text, new Map([[definition.header.variable, header.text]]));
}

// One pass with a function: values are never searched for variables nor for `$&`.
function fill(text: string, values: ReadonlyMap<string, string>): string {
  return text.replace(VARIABLE, (placeholder, name: string) => values.get(name) ?? placeholder);
}

function valuesByName(parameters: TemplateParameters): ReadonlyMap<string, string> {
  return isPositional(parameters)
    ? new Map(parameters.map((value, position) => [String(position + 1), value]))
    : new Map(Object.entries(parameters));
}
