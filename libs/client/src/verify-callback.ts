import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import type { Callback } from './callback.js';
import { CallbackError } from './callback-error.js';

/** As Node's `request.headers` and the Fetch API's `Headers` have them, in any case. */
type CallbackHeaders = Headers | Readonly<Record<string, string | readonly string[] | undefined>>;

const SIGNED_BY = ['webhook-id', 'webhook-timestamp', 'webhook-signature'] as const;

/**
 * A callback, if one of our secrets signed these very bytes within the last five minutes (https://www.standardwebhooks.com).
 * @param body as it was received: parsed and written again it is another text
 * @param secrets of the endpoint (`whsec_…`); both of them while one replaces the other
 * @throws CallbackError where it is not to be believed
 */
export function verifyCallback(
  body: string | Uint8Array,
  headers: CallbackHeaders,
  secrets: string | readonly string[],
): Callback {
  const text = typeof body === 'string' ? body : new TextDecoder().decode(body);
  const signed = signedHeaders(headers);
  const content = believe(text, signed, typeof secrets === 'string' ? [secrets] : secrets);
  const callback: unknown = typeof content === 'object' ? { ...content, id: signed['webhook-id'] } : content;
  if (!isCallback(callback)) throw new CallbackError('The body is signed, and no callback');
  return callback;
}

function believe(text: string, headers: Record<string, string>, secrets: readonly string[]): unknown {
  let refusal: WebhookVerificationError | null = null;
  for (const secret of secrets) {
    const webhook = new Webhook(secret);
    try {
      return webhook.verify(text, headers);
    } catch (error) {
      if (error instanceof SyntaxError) throw new CallbackError('The body is signed, and no JSON', { cause: error });
      if (!(error instanceof WebhookVerificationError)) throw error;
      refusal = error;
    }
  }
  if (refusal === null) throw new TypeError('verifyCallback needs a secret of the endpoint: whsec_…');
  throw new CallbackError(refusal.message, { cause: refusal });
}

function signedHeaders(headers: CallbackHeaders): Record<string, string> {
  const entries = headers instanceof Headers ? [...headers] : Object.entries(headers);
  const byName = new Map(entries.map(([name, value]) => [name.toLowerCase(), value]));
  return Object.fromEntries(
    SIGNED_BY.map((name) => {
      const value = byName.get(name);
      return [name, typeof value === 'string' ? value : ''];
    }),
  );
}

/** What our own key has signed has our own form: only what the types rest on is looked at. */
function isCallback(value: unknown): value is Callback {
  if (typeof value !== 'object' || value === null) return false;
  if (!('type' in value && 'timestamp' in value && 'data' in value)) return false;
  const { type, timestamp, data } = value;
  return typeof type === 'string' && typeof timestamp === 'string' && typeof data === 'object' && data !== null;
}
