import { createHash } from 'node:crypto';

/** Which app secret it was, for the database, from which nobody can learn the secret: Meta's have 128 random bits. */
export function secretFingerprint(secret: string): string {
  return createHash('sha256').update(secret).digest('hex').slice(0, 16);
}
