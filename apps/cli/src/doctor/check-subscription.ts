import type { SubscribedApp } from '#graph-api';
import type { Sender } from '#senders';
import { webhookUrl } from '../webhook-url.js';
import type { Check } from './check.js';
import { type Finding, fail, pass } from './finding.js';
import { metaSaysNo } from './meta-says-no.js';
import type { Surroundings } from './surroundings.js';

/** Whether Meta will tell us anything: the app is subscribed to each account, and the callback URL of each number is ours. */
export const checkSubscription: Check = {
  name: 'subscription',
  async run(surroundings) {
    const ofApp = ({ wabaId, appId }: Sender): string => `${wabaId} ${appId}`;
    const findings: Finding[] = [];
    for (const each of new Set(surroundings.senders.map(ofApp))) {
      const senders = surroundings.senders.filter((sender) => ofApp(sender) === each);
      findings.push(...(await ofAccount(senders, surroundings)));
    }
    return findings;
  },
};

/** Senders of one account and one app. */
async function ofAccount(senders: readonly Sender[], surroundings: Surroundings): Promise<Finding[]> {
  const [first] = senders;
  if (first === undefined) return [];
  const { wabaId, appId, token } = first;
  const read = await surroundings.graph.subscribedApps({ wabaId, accessToken: token.value() });
  if (read.kind !== 'ok') return [metaSaysNo(wabaId, read)];
  const ours = read.apps.find(({ id }) => appId === null || id === appId);
  if (ours === undefined) return [notSubscribed(wabaId, read.apps)];
  const findings = [pass(`${wabaId}: the app ${ours.name ?? ours.id} gets its webhooks`)];
  for (const sender of senders) findings.push(...(await callback(sender, ours, surroundings)));
  return findings;
}

function notSubscribed(wabaId: string, apps: readonly SubscribedApp[]): Finding {
  const others = apps.map(({ id, name }) => name ?? id).join(', ');
  const who = others === '' ? 'no app gets' : `only ${others} gets`;
  return fail('APP_NOT_SUBSCRIBED', `${wabaId}: ${who} its webhooks`);
}

/** Where Meta shows to which address it sends; it does not for every number. That of an account overrides the app's. */
async function callback(
  { phoneNumberId, token }: Sender,
  { overrideCallbackUrl }: SubscribedApp,
  { graph, environment }: Surroundings,
): Promise<Finding[]> {
  const read = await graph.getPhoneNumber({ phoneNumberId, accessToken: token.value() });
  const told = (read.kind === 'ok' ? read.phoneNumber.webhookUrl : null) ?? overrideCallbackUrl;
  if (environment.PUBLIC_URL === undefined || told === null) return [];
  const ours = webhookUrl(environment.PUBLIC_URL);
  return told === ours.href
    ? [pass(`${phoneNumberId}: Meta sends its webhooks to ${told}`)]
    : [fail('WEBHOOK_URL_ELSEWHERE', `${phoneNumberId}: Meta sends its webhooks to ${told}, not to ${ours.href}`)];
}
