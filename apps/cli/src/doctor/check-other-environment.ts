import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import type { Check } from './check.js';
import { fail, pass } from './finding.js';
import { secretsIn } from './secrets-in.js';

/** With `--other-env FILE`: test and production share no token, no secret, no number. */
export const checkOtherEnvironment: Check = {
  name: 'test and production',
  run({ otherEnvironment, variables }) {
    if (otherEnvironment === null) return [];
    const other = parseEnv(readFileSync(otherEnvironment, 'utf8'));
    const theirs = new Map(secretsIn(other).map(([name, secret]) => [secret, name]));
    const shared = new Set(secretsIn(variables).flatMap(([name, secret]) => (theirs.has(secret) ? [name] : [])));
    const { WHATSAPP_PHONE_NUMBER_ID: number = '' } = variables;
    if (number !== '' && other['WHATSAPP_PHONE_NUMBER_ID'] === number) shared.add('WHATSAPP_PHONE_NUMBER_ID');
    return shared.size === 0
      ? [pass(`nothing is shared with ${otherEnvironment}`)]
      : [...shared].map((name) => fail('SECRETS_SHARED', `${name} is the same in ${otherEnvironment}`));
  },
};
