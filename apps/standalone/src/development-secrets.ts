import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const NAMES = ['apiKey', 'appSecret', 'verifyToken', 'sandboxToken', 'encryptionKey'] as const;

export type DevelopmentSecrets = Record<(typeof NAMES)[number], string>;

/** The secrets of this data folder: made on the first start, readable by their owner only. */
export async function developmentSecrets(folder: string): Promise<DevelopmentSecrets> {
  const file = join(folder, 'development.json');
  const kept: unknown = JSON.parse(await readFile(file, 'utf8').catch(() => '{}'));
  const secret = (name: (typeof NAMES)[number]): string => stringIn(kept, name) ?? randomBytes(24).toString('hex');
  const secrets = {
    apiKey: secret('apiKey'),
    appSecret: secret('appSecret'),
    verifyToken: secret('verifyToken'),
    sandboxToken: secret('sandboxToken'),
    encryptionKey: stringIn(kept, 'encryptionKey') ?? randomBytes(32).toString('base64'),
  };
  await writeFile(file, `${JSON.stringify(secrets, undefined, 2)}\n`, { mode: 0o600 });
  return secrets;
}

function stringIn(value: unknown, name: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const found: unknown = Object.entries(value).find(([key]) => key === name)?.[1];
  return typeof found === 'string' ? found : undefined;
}
