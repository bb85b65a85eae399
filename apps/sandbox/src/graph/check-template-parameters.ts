import { isJsonObject, type JsonObject } from '../json-object.js';
import { bodyOf, buttonsOf, fillIn, headerOf, variablesOf, type Template } from '../templates/template.js';
import type { GraphError } from './graph-error.js';
import { graphError } from './graph-error-codes.js';

/** What a request fills a template with. */
export interface TemplateValues {
  readonly kind: 'template-values';
  readonly header: ReadonlyMap<string, string>;
  readonly body: ReadonlyMap<string, string>;
  /** Suffix or payload by the button's index. */
  readonly buttons: ReadonlyMap<number, string>;
}

type Values = ReadonlyMap<string, string> | GraphError;

const HYDRATED_BODY_LIMIT = 1024;

/**
 * Checks `template.components` against the template as Meta does and reads the values.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/components
 */
export function checkTemplateParameters(template: Template, sent: unknown): TemplateValues | GraphError {
  if (sent !== undefined && !Array.isArray(sent)) return graphError(100, 'template.components must be an array');
  const components = (sent ?? []).filter(isJsonObject);
  const header = checkHeader(template, parametersOf(components, 'header'));
  if ('kind' in header) return header;
  const body = readTexts('body', variablesOf(bodyOf(template)), parametersOf(components, 'body'), template);
  if ('kind' in body) return body;
  if (Array.from(fillIn(bodyOf(template), body)).length > HYDRATED_BODY_LIMIT) return graphError(132005);
  const buttons = checkButtons(template, components);
  if ('kind' in buttons) return buttons;
  return { kind: 'template-values', header, body, buttons };
}

function componentsOf(components: readonly JsonObject[], type: string): JsonObject[] {
  return components.filter((component) => String(component['type']).toLowerCase() === type);
}

function parametersOf(components: readonly JsonObject[], type: string): JsonObject[] {
  return componentsOf(components, type).flatMap(({ parameters }) =>
    Array.isArray(parameters) ? parameters.filter(isJsonObject) : [],
  );
}

function checkHeader(template: Template, parameters: readonly JsonObject[]): Values {
  const header = headerOf(template);
  if (!header || header.format === 'TEXT')
    return readTexts('header', variablesOf(header?.text ?? ''), parameters, template);
  const expected = header.format.toLowerCase();
  const [parameter] = parameters;
  if (parameter?.['type'] !== expected) {
    const received = typeof parameter?.['type'] === 'string' ? parameter['type'].toUpperCase() : 'UNKNOWN';
    return graphError(132012, `header: Format mismatch, expected ${header.format}, received ${received}`);
  }
  const media = parameter[expected];
  if (!isJsonObject(media)) return graphError(131008, `Parameter of type ${expected} is missing ${expected} value`);
  if (expected === 'location') return new Map();
  const source = media['id'] ?? media['link'];
  if (typeof source !== 'string' || source === '')
    return graphError(131008, `Parameter of type ${expected} is missing id or link`);
  const shown = typeof media['filename'] === 'string' ? media['filename'] : source;
  return new Map([[expected, shown]]);
}

function readTexts(
  place: string,
  names: readonly string[],
  parameters: readonly JsonObject[],
  template: Template,
): Values {
  if (parameters.length !== names.length) return countMismatch(place, parameters.length, names.length);
  const isNamed = template.parameter_format === 'NAMED';
  const values = new Map<string, string>();
  for (const [index, parameter] of parameters.entries()) {
    const name = isNamed ? parameter['parameter_name'] : String(index + 1);
    if (typeof name !== 'string' || !names.includes(name))
      return graphError(132012, `${place}: Parameter name is missing or unknown`);
    const text = readText(parameter);
    if (typeof text !== 'string') return text;
    values.set(name, text);
  }
  return values.size === names.length ? values : countMismatch(place, values.size, names.length);
}

function countMismatch(place: string, sent: number, expected: number): GraphError {
  return graphError(
    132000,
    `${place}: number of localizable_params (${sent}) does not match the expected number of params (${expected})`,
  );
}

/** Where each kind of parameter keeps the words that people see. */
function readText(parameter: JsonObject): string | GraphError {
  const type = String(parameter['type']);
  if (!['text', 'currency', 'date_time'].includes(type)) {
    return graphError(132012, `Format mismatch, expected TEXT, received ${type.toUpperCase()}`);
  }
  const holder = parameter[type];
  const text = isJsonObject(holder) ? holder['fallback_value'] : holder;
  if (typeof text !== 'string' || text === '')
    return graphError(131008, `Parameter of type ${type} is missing text value`);
  return /[\n\r\t]| {5}/.test(text) ? graphError(132018) : text;
}

function checkButtons(template: Template, components: readonly JsonObject[]): ReadonlyMap<number, string> | GraphError {
  const buttons = buttonsOf(template);
  const values = new Map<number, string>();
  for (const component of componentsOf(components, 'button')) {
    const index = Number(component['index']);
    const button = buttons[index];
    const subType = String(component['sub_type']).toLowerCase();
    if (button?.type.toLowerCase() !== subType)
      return graphError(132012, `buttons: Format mismatch at index ${index}, received ${subType.toUpperCase()}`);
    const [parameter] = parametersOf([component], 'button');
    const value = parameter?.['text'] ?? parameter?.['payload'] ?? parameter?.['coupon_code'];
    if (typeof value === 'string') values.set(index, value);
  }
  for (const [index, { type, url }] of buttons.entries()) {
    const expectsValue = (type === 'URL' && variablesOf(url ?? '').length > 0) || type === 'COPY_CODE';
    if (expectsValue && !values.get(index)) {
      return graphError(
        131008,
        `buttons: Button at index ${index} of type ${type === 'URL' ? 'Url' : 'CopyCode'} requires a parameter`,
      );
    }
    if (type === 'URL' && !expectsValue && values.has(index)) return countMismatch('buttons', 1, 0);
  }
  return values;
}
