import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import type { Sender } from '#senders';
import type { Variables } from '../known-variables.js';
import type { Check } from './check.js';
import { type Finding, fail, pass, unchecked } from './finding.js';
import { readLoosely } from './read-loosely.js';
import { secretsIn } from './secrets-in.js';
import { type ConfiguredSenders, sendersOf } from './senders-of.js';

/** With `--other-env FILE`: test and production share no token, no secret, no number, whether in variables or in files that these name. */
export const checkOtherEnvironment: Check = {
  name: 'test and production',
  run({ otherEnvironment, variables, senders }) {
    if (otherEnvironment === null) return [];
    const other = parseEnv(readFileSync(otherEnvironment, 'utf8'));
    const theirs = configured(other);
    const shared = [
      ...sharedSecrets(secretsIn(variables, senders), secretsIn(other, theirs.list)),
      ...sharedNumbers(numbersOf(variables, senders), numbersOf(other, theirs.list)),
    ];
    const findings: Finding[] = shared.map((name) =>
      fail('SECRETS_SHARED', `${name} is the same in ${otherEnvironment}`),
    );
    if (shared.length === 0) findings.push(pass(`nothing is shared with ${otherEnvironment}`));
    return [...findings, ...unseen(theirs).map((what) => unchecked(`${what}, as ${otherEnvironment} names it`))];
  },
};

function configured(variables: Variables): ConfiguredSenders {
  const reading = readLoosely(variables);
  return reading.kind === 'valid' ? sendersOf(reading.environment) : { list: [], problems: reading.problems };
}

function sharedSecrets(ours: ReadonlyMap<string, string>, theirs: ReadonlyMap<string, string>): string[] {
  return [...ours].flatMap(([secret, name]) => (theirs.has(secret) ? [name] : []));
}

function sharedNumbers(ours: ReadonlySet<string>, theirs: ReadonlySet<string>): string[] {
  return [...ours].filter((id) => theirs.has(id)).map((id) => `the number ${id}`);
}

function numbersOf({ WHATSAPP_PHONE_NUMBER_ID: own = '' }: Variables, senders: readonly Sender[]): ReadonlySet<string> {
  const ids = senders.map(({ phoneNumberId }) => phoneNumberId);
  return new Set([own.trim(), ...ids].filter((id) => id !== ''));
}

/** What could not be compared from this machine. */
function unseen({ list, problems }: ConfiguredSenders): string[] {
  const tokens = list.filter(({ token }) => token.value() === '');
  return [...tokens.map(({ phoneNumberId }) => `the token of ${phoneNumberId} cannot be read here`), ...problems];
}
