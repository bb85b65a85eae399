import { ValidateBy } from 'class-validator';

const MOST_PARAMETERS = 100;

/** An array of texts (positional) or an object of texts (named); whether they fit the template is checked later. */
export function IsTemplateParameters(): PropertyDecorator {
  return ValidateBy({
    name: 'isTemplateParameters',
    validator: {
      validate: (value: unknown) => faultOf(value) === null,
      defaultMessage: (check) => faultOf(check?.value) ?? '',
    },
  });
}

function faultOf(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return 'must be an array of strings, or an object of strings';
  const entries = Object.entries(value);
  if (entries.length > MOST_PARAMETERS) return `must not have more than ${MOST_PARAMETERS} entries`;
  for (const [key, entry] of entries) {
    const below = Array.isArray(value) ? `[${key}]` : `.${key}`;
    if (!/^\w{1,100}$/.test(key)) return 'must have names of lower-case letters, digits and underscores';
    if (typeof entry !== 'string') return `${below} must be a string: write numbers and amounts as people read them`;
  }
  return null;
}
