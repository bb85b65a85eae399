import { ValidateBy } from 'class-validator';

const FORM = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/;

/** A moment as in RFC 3339, with its offset: a time without one is a different moment for each reader. */
export function IsTimestamp(): PropertyDecorator {
  return ValidateBy({
    name: 'isTimestamp',
    validator: {
      validate: (value: unknown) => typeof value === 'string' && FORM.test(value) && isRealDay(value),
      defaultMessage: (fault) => (LOST_PLUS.test(String(fault?.value)) ? MESSAGE_OF_LOST_PLUS : MESSAGE),
    },
  });
}

const MESSAGE = 'must be a time with its offset, such as 2026-12-01T08:00:00Z';

/** In a query a + is a blank. */
const LOST_PLUS = /:\d\d(\.\d+)? \d\d:\d\d$/;
const MESSAGE_OF_LOST_PLUS =
  'has a blank where its offset begins: a + in a query is written %2B, or use Z, as in 2026-12-01T08:00:00Z';

/** JavaScript reads 30 February as 2 March. */
function isRealDay(text: string): boolean {
  const day = text.slice(0, 10);
  const parsed = new Date(`${day}T00:00:00Z`);
  return (
    !Number.isNaN(Date.parse(text)) && !Number.isNaN(parsed.getTime()) && parsed.toISOString().slice(0, 10) === day
  );
}
