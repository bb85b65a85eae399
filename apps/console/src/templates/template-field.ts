import type { Template } from './template.js';

/** One value that a message brings for its template. */
export interface TemplateField {
  /** Of this template alone: what its value is kept under. */
  readonly id: string;
  /** Where the API says it is, when something is wrong with it. */
  readonly path: string;
  readonly kind:
    'parameter' | 'headerText' | 'headerLink' | 'filename' | 'latitude' | 'longitude' | 'addressEnd' | 'code';
  /** The variable's name, or the text of the button. */
  readonly name: string;
  readonly required: boolean;
}

/** What has to be filled in, in the order in which the recipient sees it. */
export function fieldsOf(template: Template): readonly TemplateField[] {
  return [...headerFields(template), ...bodyFields(template), ...buttonFields(template)];
}

function headerFields({ header }: Template): readonly TemplateField[] {
  if (header === null) return [];
  const field = (kind: TemplateField['kind'], key: string, required = true): TemplateField => ({
    id: `header.${key}`,
    path: `header.${key}`,
    kind,
    name: header.variable ?? header.format,
    required,
  });
  switch (header.format) {
    case 'text':
      return header.variable === null ? [] : [field('headerText', 'text')];
    case 'document':
      return [field('headerLink', 'link'), field('filename', 'filename', false)];
    case 'image':
    case 'video':
      return [field('headerLink', 'link')];
    case 'location':
      return [field('latitude', 'latitude'), field('longitude', 'longitude')];
  }
}

function bodyFields({ parameters, parameterFormat }: Template): readonly TemplateField[] {
  return parameters.map((name, position) => ({
    id: `parameters.${name}`,
    path: parameterFormat === 'named' ? `parameters.${name}` : `parameters[${position}]`,
    kind: 'parameter',
    name,
    required: true,
  }));
}

/** Of buttons those that a message must complete; the others come as the template has them. */
function buttonFields({ buttons }: Template): readonly TemplateField[] {
  return buttons
    .filter(({ type, url }) => type === 'copy_code' || (type === 'url' && (url ?? '').includes('{{')))
    .map(({ index, type, text }, position) => ({
      id: `buttons.${index}`,
      path: `buttons[${position}].${type === 'url' ? 'text' : 'code'}`,
      kind: type === 'url' ? 'addressEnd' : 'code',
      name: text,
      required: true,
    }));
}
