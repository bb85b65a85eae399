import { createHmac } from 'node:crypto';

/**
 * JSON as Meta writes it: everything above U+007F and every slash escaped, so that the bytes are ASCII and the
 * signature is over exactly these bytes. https://developers.facebook.com/docs/graph-api/webhooks/getting-started#validate-payloads
 */
export function escapedJson(value: unknown): string {
  return JSON.stringify(value).replace(/[/\u0080-\uffff]/g, (character) =>
    character === '/' ? '\\/' : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Value of X-Hub-Signature-256: `sha256=` and the HMAC-SHA256 of the body in lower-case hex. */
export function signWebhook(body: string | Buffer, appSecret: string): string {
  return `sha256=${createHmac('sha256', appSecret).update(body).digest('hex')}`;
}
