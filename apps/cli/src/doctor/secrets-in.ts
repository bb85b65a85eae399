import type { Variables } from '../known-variables.js';

const SECRETS = [
  'WHATSAPP_ACCESS_TOKEN',
  'WHATSAPP_APP_SECRET',
  'WHATSAPP_WEBHOOK_VERIFY_TOKEN',
  'ADMIN_API_KEY',
  'ENCRYPTION_KEY',
] as const;

/** The secrets of an environment, each by the variable's name; several of a list by themselves. */
export function secretsIn(variables: Variables): readonly (readonly [name: string, secret: string])[] {
  const named = SECRETS.flatMap((name) =>
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
