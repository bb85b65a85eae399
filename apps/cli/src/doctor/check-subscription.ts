import type { GraphApi } from '#graph-api';
import type { Check } from './check.js';
import { type Finding, fail, pass, warn } from './finding.js';
import { metaSaysNo } from './meta-says-no.js';
import type { Surroundings } from './surroundings.js';
import { webhookUrl } from './webhook-url.js';

/** Whether Meta will tell us anything: the app is subscribed to the account, and its callback URL is ours. */
export const checkSubscription: Check = {
  name: 'subscription',
  async run({ senders, graph, environment }) {
    const accounts = new Map(senders.map((sender) => [`${sender.wabaId} ${sender.appId}`, sender]));
    const findings: Finding[] = [];
    for (const { wabaId, phoneNumberId, token, appId } of accounts.values()) {
      const accessToken = token.value();
      findings.push(...(await subscribed(graph, wabaId, accessToken, appId)));
      findings.push(...(await callback(graph, phoneNumberId, accessToken, environment)));
    }
    return findings;
  },
};

async function subscribed(
  graph: GraphApi,
  wabaId: string,
  accessToken: string,
  appId: string | null,
): Promise<Finding[]> {
  const read = await graph.subscribedApps({ wabaId, accessToken });
  if (read.kind !== 'ok') return [metaSaysNo(wabaId, read)];
  const ours = read.apps.find(({ id }) => appId === null || id === appId);
  if (ours !== undefined) return [pass(`${wabaId}: the app ${ours.name ?? ours.id} gets its webhooks`)];
  const others = read.apps.map(({ id, name }) => name ?? id).join(', ');
  return [
    fail('APP_NOT_SUBSCRIBED', `${wabaId}: ${others === '' ? 'no app gets' : `only ${others} gets`} its webhooks`),
  ];
}

/** Where Meta shows to which address it sends; it does not for every number. */
async function callback(
  graph: GraphApi,
  phoneNumberId: string,
  accessToken: string,
  environment: Surroundings['environment'],
): Promise<Finding[]> {
  const ours = webhookUrl(environment);
  const read = await graph.getPhoneNumber({ phoneNumberId, accessToken });
  if (ours === null || read.kind !== 'ok' || read.phoneNumber.webhookUrl === null) return [];
  const told = read.phoneNumber.webhookUrl;
  return told === ours.href
    ? [pass(`Meta sends webhooks to ${told}`)]
    : [warn('WEBHOOK_URL_ELSEWHERE', `Meta sends webhooks to ${told}, not to ${ours.href}`)];
}
