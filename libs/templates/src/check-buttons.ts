import type { TemplateButton } from '#messages';
import type { ParameterError } from './parameter-error.js';
import { variablesIn, type ButtonDefinition, type TemplateDefinition } from './template-definition.js';

const PATH = 'template.buttons';
const LONGEST_URL = 2_000;
const LONGEST_PAYLOAD = 512;

/** Compares the button values of a message with the buttons of its template. */
export function checkButtons(
  definition: TemplateDefinition,
  buttons: readonly TemplateButton[],
): readonly ParameterError[] {
  const given = buttons.flatMap((button, position) => {
    const repeated = buttons.findIndex(({ index }) => index === button.index) !== position;
    const problem = repeated ? repetition(button) : problemOf(definition, button);
    return problem ? [{ path: `${PATH}[${position}].${problem.field}`, message: problem.message }] : [];
  });
  return [...given, ...missing(definition, buttons)];
}

interface ButtonProblem {
  readonly field: string;
  readonly message: string;
}

function repetition({ index }: TemplateButton): ButtonProblem {
  return { field: 'index', message: `Button ${index} is given twice: send one value for each button.` };
}

function problemOf(definition: TemplateDefinition, button: TemplateButton): ButtonProblem | null {
  const asked = definition.buttons.find(({ index }) => index === button.index);
  if (!asked) return { field: 'index', message: `There is no button ${button.index}: ${buttonsOf(definition)}.` };
  if (asked.type !== button.type) {
    return {
      field: 'type',
      message: `Button ${asked.index} is of type ${asked.type}: send this type or leave it out.`,
    };
  }
  switch (button.type) {
    case 'url':
      return suffixProblem(asked, button.text);
    case 'quick_reply':
      return payloadProblem(button.payload);
    case 'copy_code':
      return button.code.trim() === '' ? { field: 'code', message: 'The code is empty: send the text to copy.' } : null;
    case 'flow':
      return null;
  }
}

function suffixProblem({ index, url }: ButtonDefinition, suffix: string): ButtonProblem | null {
  const fixed = (url ?? '').replace(/\{\{.*$/, '');
  const problem = (message: string): ButtonProblem => ({ field: 'text', message });
  if (!completesUrl(url)) {
    return problem(`Button ${index} has the fixed address ${fixed}: leave it out of "buttons".`);
  }
  if (suffix === '') return problem(`The end of the address is empty: send what follows ${fixed}.`);
  if (/^https?:\/\//i.test(suffix)) {
    return problem(`The address is completed, not replaced: send only what follows ${fixed}.`);
  }
  if (!/^[\x21-\x7e]+$/.test(suffix)) {
    return problem('An address has no spaces, accents or control characters: percent-encode them (a space is %20).');
  }
  const length = fixed.length + suffix.length;
  return length > LONGEST_URL
    ? problem(`The address has ${length} characters, and WhatsApp allows ${LONGEST_URL}: shorten it.`)
    : null;
}

function payloadProblem(payload: string): ButtonProblem | null {
  if (payload === '') return { field: 'payload', message: 'The payload is empty: send one or leave the button out.' };
  if (payload.length <= LONGEST_PAYLOAD) return null;
  const message = `The payload has ${payload.length} characters, and WhatsApp allows ${LONGEST_PAYLOAD}: shorten it.`;
  return { field: 'payload', message };
}

function missing(definition: TemplateDefinition, buttons: readonly TemplateButton[]): readonly ParameterError[] {
  return definition.buttons
    .filter((asked) => !buttons.some(({ index }) => index === asked.index))
    .flatMap((asked) => {
      const remedy = whatToSend(asked);
      return remedy
        ? [{ path: PATH, message: `Button ${asked.index} ("${asked.text}") is missing: send ${remedy}.` }]
        : [];
    });
}

// Quick replies and flows work without a value of ours; a completed address and a code do not.
function whatToSend({ index, type, url }: ButtonDefinition): string | null {
  if (type === 'url' && completesUrl(url)) return `{ "type": "url", "index": ${index}, "text": the end of ${url} }`;
  return type === 'copy_code' ? `{ "type": "copy_code", "index": ${index}, "code": "…" }` : null;
}

function completesUrl(url: string | null): boolean {
  return variablesIn(url ?? '').length > 0;
}

function buttonsOf({ buttons }: TemplateDefinition): string {
  if (buttons.length === 0) return 'the template has no buttons';
  return `the template has ${buttons.map(({ index, type }) => `${index} (${type})`).join(', ')}`;
}
