import type { TemplateButton, TemplateHeader, TemplateParameters } from '#graph-api';
import type { TemplateDefinition } from './template-definition.js';

/** The values that a message brings for a template's variables. */
export interface TemplateValues {
  readonly parameters?: TemplateParameters;
  readonly header?: TemplateHeader | null;
  readonly buttons?: readonly TemplateButton[];
}

/** One value at fault, by its place in the request. */
export interface ParameterError {
  readonly path: string;
  readonly message: string;
}

export type ParameterCheck =
  { readonly kind: 'ok' } | { readonly kind: 'invalid'; readonly errors: readonly ParameterError[] };

export function checkParameters(_definition: TemplateDefinition, _values: TemplateValues): ParameterCheck {
  return { kind: 'ok' };
}
