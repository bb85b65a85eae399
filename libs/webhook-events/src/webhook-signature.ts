import { createHmac, timingSafeEqual } from 'node:crypto';

const PREFIX = 'sha256=';
const HEX = /^[0-9a-f]{64}$/;

/**
 * Which of these secrets signed the body: Meta sends `X-Hub-Signature-256: sha256=<64 lower-case hex>`, HMAC-SHA256 of the raw
 * bytes with the app secret (https://developers.facebook.com/docs/graph-api/webhooks/getting-started). The bytes are
 * Meta's own, with every character above U+007F escaped; a body that was parsed and written again would not match.
 *
 * Empty where none did. Every secret is compared, in constant time, whichever matches first.
 */
export function secretsThatSigned(
  body: Buffer,
  header: string | undefined,
  secrets: readonly string[],
): readonly string[] {
  if (header === undefined || !header.startsWith(PREFIX)) return [];
  const hex = header.slice(PREFIX.length);
  if (!HEX.test(hex)) return [];
  const given = Buffer.from(hex, 'hex');
  return secrets.filter((secret) => timingSafeEqual(createHmac('sha256', secret).update(body).digest(), given));
}
