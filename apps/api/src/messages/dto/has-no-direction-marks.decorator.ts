import { ValidateBy } from 'class-validator';

/** They show a text in another order than it has, an amount for instance: https://www.unicode.org/reports/tr9/ */
const DIRECTION_MARK = /[\u202a-\u202e\u2066-\u2069]/;

/** A text, or a list or object of texts, that reads as it is written. */
export function HasNoDirectionMarks(): PropertyDecorator {
  return ValidateBy({
    name: 'hasNoDirectionMarks',
    validator: {
      validate: (value: unknown) => faultOf(value) === null,
      defaultMessage: (check) => faultOf(check?.value) ?? '',
    },
  });
}

function faultOf(value: unknown): string | null {
  const message = 'contains an invisible character that turns the direction of the text: remove it';
  if (typeof value === 'string') return DIRECTION_MARK.test(value) ? message : null;
  if (typeof value !== 'object' || value === null) return null;
  const entry = Object.entries(value).find(([, text]) => typeof text === 'string' && DIRECTION_MARK.test(text));
  if (entry === undefined) return null;
  return Array.isArray(value) ? `[${entry[0]}] ${message}` : `.${entry[0]} ${message}`;
}
