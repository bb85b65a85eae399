import { isIP } from 'node:net';
import { ValidateBy } from 'class-validator';

const LONGEST = 2_048;

/** An address that Meta can fetch a document or picture from: https, a public name, no user in it. */
export function IsMediaLink(): PropertyDecorator {
  return ValidateBy({
    name: 'isMediaLink',
    validator: {
      validate: (value: unknown) => typeof value === 'string' && value.length <= LONGEST && isPublicHttps(value),
      defaultMessage: () => 'must be an https address with a host name, because Meta fetches it from there',
    },
  });
}

function isPublicHttps(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username } = new URL(text);
  const name = hostname.replace(/^\[|\]$/g, '');
  return protocol === 'https:' && username === '' && name.includes('.') && isIP(name) === 0;
}
