import type { TemplateButton, TemplateHeader, TemplateParameters } from '#messages';
import { checkButtons } from './check-buttons.js';
import { checkHeader } from './check-header.js';
import { characters, textProblem } from './check-text.js';
import type { ParameterError } from './parameter-error.js';
import { isPositional } from './positional-parameters.js';
import { renderText } from './render-text.js';
import type { TemplateDefinition } from './template-definition.js';

/** The values that a message brings for a template's variables. */
export interface TemplateValues {
  readonly parameters?: TemplateParameters;
  readonly header?: TemplateHeader | null;
  readonly buttons?: readonly TemplateButton[];
}

export type ParameterCheck =
  { readonly kind: 'ok' } | { readonly kind: 'invalid'; readonly errors: readonly ParameterError[] };

const PATH = 'template.parameters';
const LONGEST_BODY = 1_024;

/**
 * Compares the values of a message with what its template asks for, so that a mistake is told to the caller at once and
 * not by Meta later. All mistakes are reported together, one for each value.
 */
export function checkParameters(definition: TemplateDefinition, values: TemplateValues): ParameterCheck {
  const { parameters = [], header = null, buttons = [] } = values;
  const errors = [
    ...checkBody(definition, parameters),
    ...checkHeader(definition, header),
    ...checkButtons(definition, buttons),
  ];
  return errors.length === 0 ? { kind: 'ok' } : { kind: 'invalid', errors };
}

function checkBody(definition: TemplateDefinition, parameters: TemplateParameters): readonly ParameterError[] {
  const errors = isPositional(parameters)
    ? checkPositional(definition, parameters)
    : checkNamed(definition, parameters);
  return errors.length > 0 ? errors : checkLength(definition, parameters);
}

function checkPositional(definition: TemplateDefinition, parameters: readonly string[]): readonly ParameterError[] {
  const { expectedParameters: expected, parameterFormat } = definition;
  if (parameterFormat === 'named' && parameters.length > 0) {
    return [{ path: PATH, message: `${takes(definition)}: send an object with a value for each name.` }];
  }
  const given = `${takes(definition)}, ${parameters.length} given`;
  const missing = expected.slice(parameters.length).map((name, offset) => ({
    path: placeOf(definition, name, parameters.length + offset),
    message: `{{${name}}} is missing. ${given}: send all of them.`,
  }));
  const values = parameters.flatMap((value, position): readonly ParameterError[] => {
    const path = `${PATH}[${position}]`;
    const name = expected[position];
    if (name === undefined) return [{ path, message: `Parameter ${position + 1} is too many. ${given}: remove it.` }];
    const problem = textProblem(`{{${name}}}`, value);
    return problem === null ? [] : [{ path, message: problem }];
  });
  return [...values, ...missing];
}

function checkNamed(
  definition: TemplateDefinition,
  parameters: Readonly<Record<string, string>>,
): readonly ParameterError[] {
  const { expectedParameters: expected, parameterFormat } = definition;
  const names = Object.keys(parameters);
  if (parameterFormat === 'positional' && names.length > 0) {
    return [{ path: PATH, message: `${takes(definition)}: send an array with a value for each, in this order.` }];
  }
  const missing = expected
    .filter((name) => !Object.hasOwn(parameters, name))
    .map((name, position) => ({
      path: placeOf(definition, name, position),
      message: `{{${name}}} is missing. ${takes(definition)}: send all of them.`,
    }));
  const values = Object.entries(parameters).flatMap(([name, value]): readonly ParameterError[] => {
    const path = `${PATH}.${name}`;
    if (!expected.includes(name)) {
      return [{ path, message: `${name} is not one of its variables. ${takes(definition)}: remove or rename it.` }];
    }
    const problem = textProblem(`{{${name}}}`, value);
    return problem === null ? [] : [{ path, message: problem }];
  });
  return [...values, ...missing];
}

function checkLength(definition: TemplateDefinition, parameters: TemplateParameters): readonly ParameterError[] {
  const length = characters(renderText(definition, parameters));
  if (length <= LONGEST_BODY) return [];
  const values = isPositional(parameters)
    ? parameters.map((value, position) => [definition.expectedParameters[position] ?? '', value] as const)
    : Object.entries(parameters);
  const [longest = ['', '']] = values.toSorted(([, a], [, b]) => characters(b) - characters(a));
  const [name] = longest;
  const message = `With these values the text has ${length} characters, and WhatsApp allows ${LONGEST_BODY}: shorten {{${name}}}, the longest.`;
  return [{ path: placeOf(definition, name, definition.expectedParameters.indexOf(name)), message }];
}

function placeOf({ parameterFormat }: TemplateDefinition, name: string, position: number): string {
  return parameterFormat === 'named' ? `${PATH}.${name}` : `${PATH}[${position}]`;
}

function takes({ name, language, expectedParameters, parameterFormat }: TemplateDefinition): string {
  const count = expectedParameters.length;
  const how = parameterFormat === 'named' ? ' by name' : '';
  const which = count === 0 ? '' : ` (${expectedParameters.map((variable) => `{{${variable}}}`).join(', ')})`;
  return `Template ${name} (${language}) takes ${count || 'no'} ${count === 1 ? 'parameter' : 'parameters'}${how}${which}`;
}
