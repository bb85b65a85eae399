import { createHash } from 'node:crypto';

/** A key as its owner holds it: `rk_<id>_<secret>`. The id finds its row, the secret proves it. */
export interface ApiKeyText {
  readonly id: string;
  readonly secret: string;
}

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const ID_LENGTH = 8;
const SECRET_LENGTH = 32;
const FORM = new RegExp(`^rk_([0-9A-Za-z]{${ID_LENGTH}})_([0-9A-Za-z]{${SECRET_LENGTH}})$`);

/** A fresh key; 32 characters of base 62 are 190 bits. `randomBytes` must be cryptographic. */
export function newApiKey(randomBytes: (size: number) => Uint8Array): ApiKeyText {
  return { id: base62(ID_LENGTH, randomBytes), secret: base62(SECRET_LENGTH, randomBytes) };
}

export function writeApiKey({ id, secret }: ApiKeyText): string {
  return `rk_${id}_${secret}`;
}

/** Null where the text cannot be a key: then nobody needs to look it up. */
export function readApiKey(text: string): ApiKeyText | null {
  const [, id, secret] = FORM.exec(text) ?? [];
  return id === undefined || secret === undefined ? null : { id, secret };
}

/**
 * A plain SHA-256 is enough: a secret of 190 random bits cannot be guessed, so nothing is gained by slow hashing
 * (OWASP ASVS 5.0, 6.5.2 asks for it below 112 bits only).
 */
export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

function base62(length: number, randomBytes: (size: number) => Uint8Array): string {
  let text = '';
  while (text.length < length) {
    for (const byte of randomBytes(length)) {
      // 248 = 4 × 62: higher bytes would make the first characters likelier.
      if (byte < 248 && text.length < length) text += BASE62.charAt(byte % 62);
    }
  }
  return text;
}
