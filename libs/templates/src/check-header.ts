import type { TemplateHeader } from '#messages';
import { characters, textProblem } from './check-text.js';
import type { ParameterError } from './parameter-error.js';
import { renderHeaderText } from './render-text.js';
import type { HeaderFormat, TemplateDefinition } from './template-definition.js';

const PATH = 'template.header';
const LONGEST_TEXT = 60;

const HOW_TO_SEND: Readonly<Record<HeaderFormat, string>> = {
  text: '{ "type": "text", "text": "…" }',
  document: '{ "type": "document", "link": "https://…", "filename": "…" }',
  image: '{ "type": "image", "link": "https://…" }',
  video: '{ "type": "video", "link": "https://…" }',
  location: '{ "type": "location", "latitude": 0, "longitude": 0 }',
};

/** Compares the header of a message with the one its template asks for. */
export function checkHeader(definition: TemplateDefinition, header: TemplateHeader | null): readonly ParameterError[] {
  const asked = askedFormat(definition);
  const template = `Template ${definition.name} (${definition.language})`;
  if (asked === null) {
    return header ? [{ path: PATH, message: `${template} has no header to fill: leave "header" out.` }] : [];
  }
  if (header === null) {
    return [{ path: PATH, message: `${template} needs a header of type ${asked}: send ${HOW_TO_SEND[asked]}.` }];
  }
  if (header.type !== asked) {
    const message = `${template} needs a header of type ${asked}, not ${header.type}: send ${HOW_TO_SEND[asked]}.`;
    return [{ path: `${PATH}.type`, message }];
  }
  return header.type === 'text' ? checkText(definition, header) : checkLink(header);
}

function askedFormat({ header }: TemplateDefinition): HeaderFormat | null {
  if (header?.format === 'text' && header.variable === null) return null;
  return header?.format ?? null;
}

function checkText(
  definition: TemplateDefinition,
  header: Extract<TemplateHeader, { type: 'text' }>,
): readonly ParameterError[] {
  const name = definition.header?.variable ?? '1';
  if (definition.parameterFormat === 'named' && header.name !== name) {
    const message = `The variables of this template are named: set the header's "name" to "${name}".`;
    return [{ path: `${PATH}.name`, message }];
  }
  const problem = textProblem(`Header {{${name}}}`, header.text) ?? lengthProblem(definition, header);
  return problem === null ? [] : [{ path: `${PATH}.text`, message: problem }];
}

function lengthProblem(definition: TemplateDefinition, header: TemplateHeader): string | null {
  const length = characters(renderHeaderText(definition, header) ?? '');
  if (length <= LONGEST_TEXT) return null;
  return `With this value the header has ${length} characters, and WhatsApp allows ${LONGEST_TEXT}: shorten it.`;
}

function checkLink(header: TemplateHeader): readonly ParameterError[] {
  if (!('link' in header)) return [];
  if (URL.canParse(header.link) && new URL(header.link).protocol === 'https:') return [];
  const message = 'Meta fetches the file from this link: send a public address that begins with https://.';
  return [{ path: `${PATH}.link`, message }];
}
