import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';

/** A fresh secret of an endpoint, as receivers' libraries take it. https://www.standardwebhooks.com */
export function newCallbackSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

/** The headers of one try; while a secret is being replaced both sign, and a receiver accepts either. */
export function signCallback(
  delivery: { readonly id: string; readonly body: string },
  secrets: readonly string[],
  at: Date,
): Readonly<Record<string, string>> {
  return {
    'webhook-id': delivery.id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(delivery.id, at, delivery.body)).join(' '),
  };
}
