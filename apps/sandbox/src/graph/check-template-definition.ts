import { isJsonObject, type JsonObject } from '../json-object.js';
import {
  headerFormats,
  templateCategories,
  variablesOf,
  type Template,
  type TemplateButton,
  type TemplateComponent,
} from '../templates/template.js';
import type { GraphError } from './graph-error.js';
import { graphError, invalidRequest } from './graph-error-codes.js';

/** A template that may be submitted for review. */
export type TemplateDefinition = Pick<
  Template,
  'name' | 'language' | 'category' | 'parameter_format' | 'components' | 'message_send_ttl_seconds'
> & { readonly kind: 'template-definition' };

type Components = { readonly kind: 'components'; readonly components: readonly TemplateComponent[] } | GraphError;

const WORDS_PER_VARIABLE = 2;

/**
 * The rules for a new template. https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/components
 */
export function checkTemplateDefinition(request: JsonObject): TemplateDefinition | GraphError {
  const { name, language, category, parameter_format: format = 'POSITIONAL', message_send_ttl_seconds: ttl } = request;
  if (typeof name !== 'string' || !/^[a-z0-9_]{1,512}$/.test(name))
    return invalidRequest('Param name can only have lowercase letters, digits and underscores.');
  if (typeof language !== 'string' || !/^[a-z]{2,3}(_[A-Z]{2})?$/.test(language))
    return invalidRequest('Param language is not a supported language code.');
  const known = templateCategories.find((candidate) => candidate === String(category).toUpperCase());
  if (!known)
    return invalidRequest(
      `Param category must be one of {${templateCategories.join(', ')}} - got "${String(category)}".`,
    );
  const checked = checkComponents(request['components']);
  if (checked.kind === 'graph-error') return checked;
  return {
    kind: 'template-definition',
    name,
    language,
    category: known,
    parameter_format: String(format).toUpperCase() === 'NAMED' ? 'NAMED' : 'POSITIONAL',
    components: checked.components,
    ...(typeof ttl === 'number' && { message_send_ttl_seconds: ttl }),
  };
}

/** Checks and reads the components of a new or edited template. */
export function checkComponents(sent: unknown): Components {
  if (!Array.isArray(sent)) return invalidRequest('The parameter components is required.');
  const components: TemplateComponent[] = [];
  for (const component of sent.filter(isJsonObject)) {
    const read = readComponent(component);
    if ('kind' in read) return read;
    components.push(read);
  }
  if (!components.some(({ type }) => type === 'BODY')) return invalidRequest('A template needs a BODY component.');
  return { kind: 'components', components };
}

function readComponent(component: JsonObject): TemplateComponent | GraphError {
  switch (String(component['type']).toUpperCase()) {
    case 'HEADER':
      return readHeader(component);
    case 'BODY':
      return readBody(component);
    case 'FOOTER':
      return readFooter(component);
    case 'BUTTONS':
      return readButtons(component['buttons']);
    default:
      return invalidRequest(`Param components[].type is not supported: ${String(component['type'])}`);
  }
}

function readHeader({ format, text, example }: JsonObject): TemplateComponent | GraphError {
  const known = headerFormats.find((candidate) => candidate === String(format).toUpperCase());
  const words = typeof text === 'string' ? text : '';
  const isTextValid = words.length > 0 && words.length <= 60 && variablesOf(words).length <= 1;
  if (!known || (known === 'TEXT' && !isTextValid))
    return refusedDefinition(2388047, 'Message header format is incorrect', 'The header is not valid.');
  return {
    type: 'HEADER',
    format: known,
    ...(known === 'TEXT' && { text: words }),
    ...(example !== undefined && { example }),
  };
}

function readBody({ text, example }: JsonObject): TemplateComponent | GraphError {
  if (typeof text !== 'string' || text === '')
    return refusedDefinition(2388072, 'Message body format is incorrect', 'The body needs a text.');
  if (text.length > 1024)
    return refusedDefinition(2388040, 'Character limit exceeded', 'The body can have at most 1024 characters.');
  if (/^\s*\{\{|\}\}\s*$/.test(text)) {
    return refusedDefinition(
      2388299,
      "Variables can't be at the start or end of the template.",
      'Variables cannot be at the start or end of the template.',
    );
  }
  const variables = variablesOf(text);
  const words = text.split(/\s+/).length;
  if (variables.length * WORDS_PER_VARIABLE > words) {
    return refusedDefinition(
      2388293,
      'Too many variables for the length of the message',
      'This template has too many variables for its length.',
    );
  }
  const isWellFormed = !/\}\}\{\{/.test(text) && (variables.length === 0 || isJsonObject(example));
  if (!isWellFormed)
    return refusedDefinition(
      2388072,
      'Message body format is incorrect',
      'Variables need examples and text between them.',
    );
  return { type: 'BODY', text, ...(example !== undefined && { example }) };
}

function readFooter({ text }: JsonObject): TemplateComponent | GraphError {
  if (typeof text === 'string' && text.length <= 60 && variablesOf(text).length === 0) return { type: 'FOOTER', text };
  return refusedDefinition(
    2388073,
    'Message footer format is incorrect',
    'The footer is plain text of at most 60 characters.',
  );
}

function readButtons(sent: unknown): TemplateComponent | GraphError {
  const buttons = Array.isArray(sent) ? sent.filter(isJsonObject).map(readButton) : [];
  const urls = buttons.filter(({ type }) => type === 'URL').length;
  const areValid =
    buttons.length > 0 && buttons.length <= 10 && urls <= 2 && buttons.every(({ text }) => text.length <= 25);
  return areValid
    ? { type: 'BUTTONS', buttons }
    : graphError(100, 'buttons: at most 10, of them 2 with a URL, labels of at most 25 characters');
}

function readButton({ type, text, url, phone_number: phone, example }: JsonObject): TemplateButton {
  return {
    type: String(type).toUpperCase(),
    text: typeof text === 'string' ? text : '',
    ...(typeof url === 'string' && { url }),
    ...(typeof phone === 'string' && { phone_number: phone }),
    ...(example !== undefined && { example }),
  };
}

function refusedDefinition(subcode: number, userTitle: string, userMessage: string): GraphError {
  return {
    kind: 'graph-error',
    httpStatus: 400,
    code: 100,
    message: 'Invalid parameter',
    type: 'OAuthException',
    subcode,
    isTransient: false,
    userTitle,
    userMessage,
  };
}

/** A template of that name and language exists already. */
export const alreadyExists = refusedDefinition(
  2388024,
  'Content in this language already exists',
  'There is already content in this language for this template.',
);

/** The account has as many templates as it may have. */
export const limitReached: GraphError = {
  ...refusedDefinition(2388019, 'Message template limit exceeded', 'You have reached the limit of message templates.'),
  errorData: 'The number of message templates of this account has reached its limit.',
};

/** Nothing to delete under that name. */
export const noSuchTemplate = refusedDefinition(
  2593002,
  'Message template not found',
  'The message template does not exist.',
);
