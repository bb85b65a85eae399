import { randomInt } from 'node:crypto';
import { request } from 'undici';

export interface HandshakeTarget {
  /** The callback URL as Meta knows it. */
  readonly url: URL;
  readonly verifyToken: string;
  /** Milliseconds for each of the two calls. */
  readonly timeoutMs: number;
}

export type Handshake =
  | { readonly kind: 'passed'; readonly milliseconds: number }
  | { readonly kind: 'failed'; readonly problem: string; readonly remedy: string };

/**
 * The call with which Meta checks a callback URL when it is saved, and one with a wrong token, which must be refused.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/create-webhook-endpoint
 */
export async function shakeHands(target: HandshakeTarget): Promise<Handshake> {
  const challenge = String(randomInt(1_000_000_000, 2_000_000_000));
  const askedAt = performance.now();
  const answer = await call(target, target.verifyToken, challenge);
  if (answer.kind === 'silent') return failureOf(answer.code, answer.message, target);
  const milliseconds = Math.round(performance.now() - askedAt);
  if (answer.status !== 200) return refusalOf(answer);
  if (answer.body !== challenge) return wrongBody(answer.body, challenge);
  const wrong = await call(target, `not-${target.verifyToken}`, challenge);
  if (wrong.kind === 'answered' && wrong.status === 200) {
    return failed(
      'It also answers 200 to a wrong verify token: what answers there is not Recado.',
      'Look for a proxy or a function in front of it that makes the handshake itself: it would answer the events, too.',
    );
  }
  return { kind: 'passed', milliseconds };
}

interface Answered {
  readonly kind: 'answered';
  readonly status: number;
  readonly location: string | null;
  /** Its beginning. */
  readonly body: string;
}

type Answer = Answered | { readonly kind: 'silent'; readonly code: string; readonly message: string };

/** More than any challenge; of a page that somebody else answers the beginning says enough. */
const MOST_OF_BODY = 4_096;

async function call({ url, timeoutMs }: HandshakeTarget, verifyToken: string, challenge: string): Promise<Answer> {
  try {
    const { statusCode, headers, body } = await request(url, {
      query: { 'hub.mode': 'subscribe', 'hub.verify_token': verifyToken, 'hub.challenge': challenge },
      signal: AbortSignal.timeout(timeoutMs),
    });
    let text = '';
    for await (const chunk of body) {
      text += String(chunk);
      if (text.length > MOST_OF_BODY) break;
    }
    const location = headers['location'];
    return {
      kind: 'answered',
      status: statusCode,
      location: typeof location === 'string' ? location : null,
      body: text.slice(0, MOST_OF_BODY),
    };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
    return { kind: 'silent', code, message: error.message };
  }
}

function failed(problem: string, remedy: string): Handshake {
  return { kind: 'failed', problem, remedy };
}

/** What a status other than 200 says of who answered. */
function refusalOf({ status, location, body }: Answered): Handshake {
  if (status >= 300 && status < 400) {
    return failed(
      `It answers ${status} and points to ${location ?? 'nowhere'}. Meta follows no redirect.`,
      'Make PUBLIC_URL the address that answers by itself: https, the right host, no path added.',
    );
  }
  if (body.includes('WEBHOOK_VERIFY_TOKEN_WRONG')) {
    return failed(
      'Recado answers there, with 403: it knows another verify token.',
      'Give the API and this command the same WHATSAPP_WEBHOOK_VERIFY_TOKEN, and restart the API after a change.',
    );
  }
  if (status === 401 || status === 403) {
    return failed(
      `It answers ${status}, and not by Recado: a firewall or a proxy stands in between.`,
      'Let the path through without a sign-in: Meta has none.',
    );
  }
  if (status === 404) {
    return failed(
      'It answers 404: nothing is known under this path.',
      'PUBLIC_URL is the part before /api/v1/whatsapp; the proxy must pass that path on unchanged.',
    );
  }
  if (status >= 500) {
    return failed(
      `It answers ${status}: the proxy does not reach the API, or the API is starting.`,
      'Look at /health/ready of the API, and at where the proxy sends this path.',
    );
  }
  return failed(`It answers ${status}; Meta takes nothing but 200.`, 'Look at what answers this path.');
}

function wrongBody(body: string, challenge: string): Handshake {
  return body.includes(challenge)
    ? failed(
        'It answers 200, and more than the challenge alone.',
        'Something in between changes answers (a proxy that wraps or adds): let this path through unchanged.',
      )
    : failed(
        'It answers 200 without the challenge: what answers there is not Recado.',
        'Look at where the proxy sends this path; a default page answers 200, too.',
      );
}

const NETWORK: ReadonlyMap<string, readonly [problem: string, remedy: string]> = new Map([
  ['ENOTFOUND', ['has no address in the DNS.', 'Look for a typing error in PUBLIC_URL, or publish the name.']],
  ['EAI_AGAIN', ['could not be looked up: the DNS did not answer.', 'Try again; look at the DNS of this machine.']],
  ['ECONNREFUSED', ['refuses connections on that port.', 'Start what listens there, or open the port.']],
  ['ECONNRESET', ['closed the connection without an answer.', 'Look at the log of the proxy.']],
  ['UND_ERR_SOCKET', ['closed the connection without an answer.', 'Look at the log of the proxy.']],
  ['EHOSTUNREACH', ['cannot be reached from here.', 'Look at routes and firewalls.']],
  ['ENETUNREACH', ['cannot be reached from here.', 'Look at routes and firewalls.']],
]);

const UNPROVEN: readonly [problem: string, remedy: string] = [
  'comes without its chain, or is of an authority that nobody here knows.',
  'Serve the whole chain, intermediate certificates included, of a public authority.',
];

/** https://nodejs.org/docs/latest-v20.x/api/tls.html#x509-certificate-error-codes */
const CERTIFICATE: ReadonlyMap<string, readonly [problem: string, remedy: string]> = new Map([
  ['CERT_HAS_EXPIRED', ['has expired.', 'Renew it.']],
  ['CERT_NOT_YET_VALID', ['is not valid yet.', 'Look at the clocks.']],
  ['ERR_TLS_CERT_ALTNAME_INVALID', ['is for another host.', 'Get one for the host of PUBLIC_URL.']],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', ['is self-signed.', 'Meta takes only those of a public authority.']],
  ['SELF_SIGNED_CERT_IN_CHAIN', ['is of a private authority.', 'Meta takes only those of a public one.']],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', UNPROVEN],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', UNPROVEN],
  ['UNABLE_TO_GET_ISSUER_CERT', UNPROVEN],
]);

/** What no answer at all says. */
function failureOf(code: string, message: string, { url, timeoutMs }: HandshakeTarget): Handshake {
  if (code === 'TimeoutError' || code.endsWith('_TIMEOUT') || code === 'ETIMEDOUT') {
    return failed(
      `${url.host} does not answer within ${timeoutMs / 1_000} s.`,
      'A firewall drops the packets, or what answers waits for something: the handshake needs no database.',
    );
  }
  const certificate = CERTIFICATE.get(code);
  if (certificate !== undefined) return failed(`The certificate of ${url.host} ${certificate[0]}`, certificate[1]);
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_')) {
    return failed(
      `${url.host} does not speak TLS on that port (${code}).`,
      'End TLS there, in the proxy or the ingress: Meta calls https only.',
    );
  }
  const network = NETWORK.get(code);
  return network === undefined
    ? failed(`${url.host} could not be called: ${message} (${code}).`, 'Look at the network between here and there.')
    : failed(`${url.host} ${network[0]}`, network[1]);
}
