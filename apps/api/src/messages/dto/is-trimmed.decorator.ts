import { ValidateBy } from 'class-validator';

/** What identifies something must not have a twin that looks the same. */
export function IsTrimmed(): PropertyDecorator {
  return ValidateBy({
    name: 'isTrimmed',
    validator: {
      validate: (value: unknown) => typeof value === 'string' && value.trim() === value,
      defaultMessage: () => 'must not begin or end with white space',
    },
  });
}
