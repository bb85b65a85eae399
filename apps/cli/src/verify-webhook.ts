import { processEnvironment } from '#runtime/plain';
import { SUBSCRIBED_FIELDS } from '#webhook-events/plain';
import { ofATrial } from './of-a-trial.js';
import { shakeHands } from './shake-hands.js';
import { refuse, say, sayJson } from './terminal.js';
import { webhookUrl } from './webhook-url.js';

/** Milliseconds; whoever takes longer for a handshake takes longer for events, too. */
const PATIENCE_MS = 10_000;

/** `recado webhook verify` */
export async function verifyWebhook(json: boolean): Promise<void> {
  const environment = processEnvironment();
  const { PUBLIC_URL: publicUrl = '', WHATSAPP_WEBHOOK_VERIFY_TOKEN: verifyToken = '' } = environment;
  if (!/^https?:\/\//.test(publicUrl) || !URL.canParse(publicUrl)) {
    refuse(
      'PUBLIC_URL is missing or no http(s) URL: it is where Meta reaches us, without /api/v1/whatsapp. ' +
        `It and WHATSAPP_WEBHOOK_VERIFY_TOKEN: ${ofATrial(environment)}.`,
    );
    return;
  }
  if (verifyToken === '') {
    refuse(
      "WHATSAPP_WEBHOOK_VERIFY_TOKEN is missing: it is the text in Meta's dashboard beside the callback URL. " +
        `PUBLIC_URL and it: ${ofATrial(environment)}.`,
    );
    return;
  }
  const url = webhookUrl(publicUrl);
  if (!json) say(`GET ${url.href}`);
  const handshake = await shakeHands({ url, verifyToken, timeoutMs: PATIENCE_MS });
  if (json) sayJson({ url: url.href, ...handshake, fields: SUBSCRIBED_FIELDS });
  if (handshake.kind === 'failed') {
    refuse(`${handshake.problem} ${handshake.remedy}`);
    return;
  }
  if (json) return;
  say(`The challenge came back after ${handshake.milliseconds} ms, and a wrong token was refused.`);
  if (url.protocol === 'http:') say('Meta calls https only: over http this is good for the sandbox.');
  say(`In Meta's dashboard the app must be subscribed to these fields: ${SUBSCRIBED_FIELDS.join(', ')}.`);
  say('This was asked from this machine: Meta asks from the internet, and must get through, too.');
}
