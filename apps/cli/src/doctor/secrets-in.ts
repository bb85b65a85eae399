import { describedVariables } from '#runtime';
import type { Variables } from '../known-variables.js';

/** As secrets are called, so that one that is new is among them. */
const SECRET = /_(TOKEN|SECRET|PASSWORD|KEY)$/;

/** The secrets of an environment, each by the variable's name; several of a list by themselves. */
export function secretsIn(variables: Variables): readonly (readonly [name: string, secret: string])[] {
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
  return [...named, ...passwords];
}
