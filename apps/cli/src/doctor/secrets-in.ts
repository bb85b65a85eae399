import { describedVariables } from '#runtime';
import type { Sender } from '#senders';
import type { Variables } from '../known-variables.js';

/** As secrets are called, so that one that is new is among them. */
const SECRET = /_(TOKEN|SECRET|PASSWORD|KEY)$/;

/** The secrets of an environment by where they stand, files included, and each once; several of a list by themselves. */
export function secretsIn(variables: Variables, senders: readonly Sender[]): ReadonlyMap<string, string> {
  const secrets = describedVariables().filter(({ name }) => SECRET.test(name));
  const named = secrets.flatMap(({ name }) =>
    (variables[name] ?? '')
      .split(',')
      .map((secret) => secret.trim())
      .filter((secret) => secret !== '')
      .map((secret) => [name, secret] as const),
  );
  const passwords = ['DATABASE_URL', 'REDIS_URL'].flatMap((name) => {
    const url = variables[name] ?? '';
    const password = URL.canParse(url) ? decodeURIComponent(new URL(url).password) : '';
    return password === '' ? [] : [[`the password of ${name}`, password] as const];
  });
  const ofSenders = senders.flatMap(({ phoneNumberId, token, appSecrets }) => [
    [`the token of ${phoneNumberId}`, token.value()] as const,
    ...appSecrets.map((secret) => [`an app secret of ${phoneNumberId}`, secret] as const),
  ]);
  const places = [...named, ...passwords, ...ofSenders].filter(([, secret]) => secret !== '');
  // Of several places the first counts: a variable's name says more than a number's.
  return new Map(places.toReversed().map(([name, secret]) => [secret, name]));
}
