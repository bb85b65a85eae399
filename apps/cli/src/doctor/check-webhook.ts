import { createHmac } from 'node:crypto';
import { shakeHands } from '../shake-hands.js';
import { webhookUrl } from '../webhook-url.js';
import type { Check } from './check.js';
import { type Finding, fail, pass } from './finding.js';
import type { Surroundings } from './surroundings.js';

const PATIENCE_MS = 10_000;

/** An event that says nothing: it is kept like any other and has no effect. */
const EMPTY_EVENT = Buffer.from('{"object":"whatsapp_business_account","entry":[]}');

/**
 * The way that Meta goes, from here: the handshake, an event signed with the app secret, and one that is not. It proves that
 * the API is reached and knows the secrets; that Meta reaches it, only Meta can prove.
 */
export const checkWebhook: Check = {
  name: 'webhook',
  async run(surroundings) {
    const { environment } = surroundings;
    if (environment.PUBLIC_URL === undefined) return [fail('PUBLIC_URL_MISSING', 'PUBLIC_URL is missing')];
    const url = webhookUrl(environment.PUBLIC_URL);
    const findings: Finding[] = [];
    if (url.protocol === 'http:' && new URL(environment.WHATSAPP_GRAPH_URL).protocol === 'https:')
      findings.push(fail('PUBLIC_URL_NOT_HTTPS', `${url.origin} is not https`));
    const handshake = await shakeHands({
      url,
      verifyToken: environment.WHATSAPP_WEBHOOK_VERIFY_TOKEN ?? '',
      timeoutMs: PATIENCE_MS,
    });
    if (handshake.kind === 'failed') {
      return [...findings, fail('WEBHOOK_UNREACHABLE', `${handshake.problem} ${handshake.remedy}`)];
    }
    findings.push(pass(`${url.href}: the handshake took ${handshake.milliseconds} ms`));
    return [...findings, ...(await events(url, secretsOf(surroundings)))];
  },
};

/** Every app secret by where it stands, those of the senders' file among them. */
function secretsOf({ environment, senders }: Surroundings): ReadonlyMap<string, string> {
  const own = environment.WHATSAPP_APP_SECRET;
  const secrets = new Map<string, string>();
  for (const [index, secret] of own.entries())
    secrets.set(secret, own.length > 1 ? `WHATSAPP_APP_SECRET (secret ${index + 1})` : 'WHATSAPP_APP_SECRET');
  for (const { phoneNumberId, appSecrets } of senders)
    for (const secret of appSecrets) if (!secrets.has(secret)) secrets.set(secret, `an app secret of ${phoneNumberId}`);
  return secrets;
}

async function events(url: URL, secrets: ReadonlyMap<string, string>): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const [secret, name] of secrets) {
    const status = await post(url, `sha256=${createHmac('sha256', secret).update(EMPTY_EVENT).digest('hex')}`);
    findings.push(
      status === 200
        ? pass(`an event signed with ${name} is taken`)
        : fail('WEBHOOK_SECRET_WRONG', `an event signed with ${name} is answered ${status}`),
    );
  }
  const unsigned = await post(url, null);
  // Whatever of 2xx it is: something has taken it.
  if (typeof unsigned === 'number' && unsigned >= 200 && unsigned < 300)
    findings.push(fail('WEBHOOK_UNGUARDED', `an event without a signature is taken (${unsigned})`));
  return findings;
}

/** The status, or why there is none. */
async function post(url: URL, signature: string | null): Promise<number | string> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/json', ...(signature !== null && { 'x-hub-signature-256': signature }) },
      body: EMPTY_EVENT,
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    await response.arrayBuffer();
    return response.status;
  } catch (error) {
    return error instanceof Error ? error.name : 'nothing';
  }
}
