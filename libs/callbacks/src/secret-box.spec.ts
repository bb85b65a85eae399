import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { SecretBox } from './secret-box.js';

const key = (): string => randomBytes(32).toString('base64');
const [OLD, NEW] = [key(), key()];
const SECRET = 'whsec_c2VjcmV0';

describe('a secret at rest', () => {
  it('can be read with the key that sealed it, and does not show itself', () => {
    const box = new SecretBox([NEW]);
    const sealed = box.seal(SECRET, 'endpoint') ?? '';
    expect(sealed).not.toContain('c2VjcmV0');
    expect(box.open(sealed, 'endpoint')).toBe(SECRET);
    expect(box.seal(SECRET, 'endpoint')).not.toBe(sealed);
  });

  it('says nothing to another key, of another endpoint, or after a bit was changed', () => {
    const box = new SecretBox([NEW]);
    const sealed = box.seal(SECRET, 'endpoint') ?? '';
    expect(new SecretBox([OLD]).open(sealed, 'endpoint')).toBeNull();
    expect(box.open(sealed, 'another')).toBeNull();
    const changed = sealed.slice(0, -1) + (sealed.endsWith('A') ? 'B' : 'A');
    expect(box.open(changed, 'endpoint')).toBeNull();
    expect(box.open('v1.00000000.AAAA', 'endpoint')).toBeNull();
    expect(box.open(SECRET, 'endpoint')).toBeNull();
  });

  it('is read with the old key while the new one seals', () => {
    const sealed = new SecretBox([OLD]).seal(SECRET, 'endpoint') ?? '';
    const both = new SecretBox([NEW, OLD]);
    expect(both.open(sealed, 'endpoint')).toBe(SECRET);
    expect(both.isOld(sealed)).toBe(true);
    const again = both.seal(SECRET, 'endpoint') ?? '';
    expect(both.isOld(again)).toBe(false);
    expect(new SecretBox([NEW]).open(again, 'endpoint')).toBe(SECRET);
  });

  it('cannot be kept without a key', () => {
    expect(new SecretBox([]).seal(SECRET, 'endpoint')).toBeNull();
  });
});
