import { ValidateBy } from 'class-validator';

const MOST_KEYS = 50;
const MOST_BYTES = 8_192;

/** The caller's own data about a message, kept and given back as it came. */
export function IsMetadata(): PropertyDecorator {
  return ValidateBy({
    name: 'isMetadata',
    validator: {
      validate: (value: unknown) =>
        typeof value !== 'object' ||
        value === null ||
        (Object.keys(value).length <= MOST_KEYS && Buffer.byteLength(JSON.stringify(value)) <= MOST_BYTES),
      defaultMessage: () => `must have at most ${MOST_KEYS} keys and ${MOST_BYTES} bytes as JSON`,
    },
  });
}
