import type { components } from 'recado-client';
import type { Template } from './template.js';
import { type TemplateField, fieldsOf } from './template-field.js';

/** What was typed, by the id of its field. */
export type TemplateValues = ReadonlyMap<string, string>;

type Filled = Required<Pick<components['schemas']['TemplateDto'], 'language' | 'parameters'>> &
  Pick<components['schemas']['TemplateDto'], 'header' | 'buttons'>;

/** Whether there is a value for all that need one: whether it is a good one is for the API to say. */
export function isComplete(fields: readonly TemplateField[], values: TemplateValues): boolean {
  return fields.every(({ id, required }) => !required || (values.get(id) ?? '').trim() !== '');
}

/** The values as a message has them in `template`. */
export function filledIn(template: Template, values: TemplateValues): Filled {
  const { language, parameters, parameterFormat } = template;
  const given = (id: string): string => (values.get(id) ?? '').trim();
  const texts = parameters.map((name) => [name, given(`parameters.${name}`)] as const);
  const header = headerOf(template, given);
  const buttons = buttonsOf(template, given);
  return {
    language,
    parameters: parameterFormat === 'named' ? Object.fromEntries(texts) : texts.map(([, text]) => text),
    ...(header !== undefined && { header }),
    ...(buttons.length > 0 && { buttons }),
  };
}

function headerOf(
  { header, parameterFormat }: Template,
  given: (id: string) => string,
): components['schemas']['TemplateDto']['header'] {
  if (header === null) return undefined;
  const link = given('header.link');
  switch (header.format) {
    case 'text': {
      if (header.variable === null) return undefined;
      const text = given('header.text');
      return { type: 'text', text, ...(parameterFormat === 'named' && { name: header.variable }) };
    }
    case 'document': {
      const filename = given('header.filename');
      return { type: 'document', link, ...(filename !== '' && { filename }) };
    }
    case 'image':
    case 'video':
      return { type: header.format, link };
    case 'location':
      return {
        type: 'location',
        latitude: Number(given('header.latitude')),
        longitude: Number(given('header.longitude')),
      };
  }
}

function buttonsOf(
  template: Template,
  given: (id: string) => string,
): NonNullable<components['schemas']['TemplateDto']['buttons']> {
  const asked = new Set(fieldsOf(template).map(({ id }) => id));
  return template.buttons
    .filter(({ index }) => asked.has(`buttons.${index}`))
    .map(({ index, type }) => {
      const value = given(`buttons.${index}`);
      return type === 'url' ? { type: 'url', index, text: value } : { type: 'copy_code', index, code: value };
    });
}
