import { createHash } from 'node:crypto';

/** Of the few secrets that there are; each webhook asks. */
const known = new Map<string, string>();

/** Which app secret it was, for the database, from which nobody can learn the secret: Meta's have 128 random bits. */
export function secretFingerprint(secret: string): string {
  const fingerprint = known.get(secret) ?? createHash('sha256').update(secret).digest('hex').slice(0, 16);
  known.set(secret, fingerprint);
  return fingerprint;
}
