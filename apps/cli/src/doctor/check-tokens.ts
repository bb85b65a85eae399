import { type GraphApi, type GraphRead, isOutage, type TokenInfo } from '#graph-api';
import type { Sender } from '#senders';
import type { Check } from './check.js';
import { type Finding, fail, pass, warn } from './finding.js';
import { metaSaysNo } from './meta-says-no.js';

const NEEDED_SCOPES = ['whatsapp_business_messaging', 'whatsapp_business_management'];
const DAY_MS = 86_400_000;
/** As the alert RecadoTokenExpires: whoever launches with less launches into an outage. */
const FEWEST_DAYS = 7;

/** Each access token as Meta knows it: good, permanent, with both permissions, for this account and this app. */
export const checkTokens: Check = {
  name: 'token',
  async run({ senders, graph }) {
    const findings: Finding[] = [];
    for (const sender of senders) findings.push(...(await ofSender(sender, graph)));
    return findings;
  },
};

async function ofSender(sender: Sender, graph: GraphApi): Promise<Finding[]> {
  const { phoneNumberId, wabaId, token, appId } = sender;
  const accessToken = token.value();
  if (accessToken === '')
    return [fail('TOKEN_INVALID', `${phoneNumberId}: there is no access token, or its file is empty`)];
  if (appId === null || sender.appSecrets.length === 0) {
    // Meta tells of a token to its app only; whether it is good shows in any answer.
    const read = await graph.getPhoneNumber({ phoneNumberId, accessToken });
    return [
      read.kind === 'ok'
        ? warn('TOKEN_NOT_INSPECTED', `${phoneNumberId}: Meta takes it; until when is not known`)
        : metaSaysNo(phoneNumberId, read),
    ];
  }
  const read = await inspect(graph, appId, sender, accessToken);
  if (read.kind !== 'ok') {
    if (isOutage(read)) return [metaSaysNo(phoneNumberId, read)];
    const why = read.kind === 'refused' ? (read.failure.details ?? read.failure.title) : read.reason;
    return [fail('TOKEN_NOT_INSPECTED', `${phoneNumberId}: Meta does not tell this app of it: ${why}`)];
  }
  return findingsOf(read.token, phoneNumberId, wabaId, appId);
}

/** During a rotation Meta takes one of the app secrets only. */
async function inspect(
  graph: GraphApi,
  appId: string,
  { appSecrets }: Sender,
  accessToken: string,
): Promise<GraphRead<{ readonly token: TokenInfo }>> {
  let read: GraphRead<{ readonly token: TokenInfo }> = { kind: 'unreachable', reason: 'no app secret is set' };
  for (const appSecret of appSecrets) {
    read = await graph.debugToken({ appId, appSecret }, accessToken);
    if (read.kind === 'ok') return read;
  }
  return read;
}

function findingsOf(token: TokenInfo, about: string, wabaId: string, appId: string): Finding[] {
  if (!token.valid)
    return [fail('TOKEN_INVALID', `${about}: Meta takes it no more: ${token.problem ?? 'no reason given'}`)];
  const findings: Finding[] = [];
  if (token.appId !== null && token.appId !== appId)
    findings.push(fail('TOKEN_OF_ANOTHER_APP', `${about}: it was made with the app ${token.appId}, not ${appId}`));
  const missing = NEEDED_SCOPES.filter((scope) => !token.scopes.includes(scope));
  if (missing.length > 0)
    findings.push(fail('TOKEN_WITHOUT_PERMISSION', `${about}: it lacks ${missing.join(' and ')}`));
  const elsewhere = NEEDED_SCOPES.filter((scope) => token.scopeTargets[scope]?.includes(wabaId) === false);
  if (elsewhere.length > 0)
    findings.push(fail('TOKEN_WITHOUT_PERMISSION', `${about}: it is not for the account ${wabaId}`));
  if (token.expiresAt !== null) findings.push(expiry(token.expiresAt, about));
  if (token.type !== null && token.type !== 'SYSTEM_USER')
    findings.push(warn('TOKEN_NOT_PERMANENT', `${about}: it is one of type ${token.type}, not of a system user`));
  return findings.length > 0 ? findings : [pass(`${about}: good, without an end, with both permissions`)];
}

function expiry(expiresAt: Date, about: string): Finding {
  const days = Math.floor((expiresAt.getTime() - Date.now()) / DAY_MS);
  const text = `${about}: it ends on ${expiresAt.toISOString().slice(0, 10)}, in ${days} day(s)`;
  return days < FEWEST_DAYS ? fail('TOKEN_EXPIRES', text) : warn('TOKEN_EXPIRES', text);
}
