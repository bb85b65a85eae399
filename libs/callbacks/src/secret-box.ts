import {
  type KeyObject,
  createCipheriv,
  createDecipheriv,
  createHash,
  createSecretKey,
  randomBytes,
} from 'node:crypto';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const FORM = /^v1\.([0-9a-f]{8})\.([\w-]+)$/;

/**
 * Secrets at rest: AES-256-GCM, bound to what they belong to. Each says which key sealed it, so that keys can be rotated: the
 * first of ENCRYPTION_KEY seals, all of them open.
 */
export class SecretBox {
  private readonly keys: ReadonlyMap<string, KeyObject>;
  private readonly current: string | null;

  /** `keys`: 32 bytes each, in base64. */
  constructor(keys: readonly string[]) {
    const named = keys
      .map((key) => Buffer.from(key, 'base64'))
      .map((key) => [nameOf(key), createSecretKey(key)] as const);
    this.keys = new Map(named);
    this.current = named[0]?.[0] ?? null;
  }

  /** Null without a key. */
  seal(secret: string, owner: string): string | null {
    const key = this.current === null ? undefined : this.keys.get(this.current);
    if (this.current === null || key === undefined) return null;
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(owner));
    const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
    return `v1.${this.current}.${Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url')}`;
  }

  /** Null where no key of ours sealed it, or not for this owner. */
  open(text: string, owner: string): string | null {
    const [, name = '', body = ''] = FORM.exec(text) ?? [];
    const key = this.keys.get(name);
    const bytes = Buffer.from(body, 'base64url');
    if (key === undefined || bytes.length < NONCE_BYTES + TAG_BYTES) return null;
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(owner)).setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    try {
      return decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
    } catch {
      return null;
    }
  }

  /** Whether it was sealed by a key that another one has replaced. */
  isOld(text: string): boolean {
    return this.current !== null && FORM.exec(text)?.[1] !== this.current;
  }
}

/** Tells keys apart and nothing of them. */
function nameOf(key: Buffer): string {
  return createHash('sha256').update('name of a key of recado').update(key).digest('hex').slice(0, 8);
}
