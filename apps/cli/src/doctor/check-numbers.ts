import type { GraphApi, HealthStatus, PhoneNumber } from '#graph-api';
import type { Sender } from '#senders';
import type { Check } from './check.js';
import { type Finding, fail, pass, warn } from './finding.js';
import { metaSaysNo } from './meta-says-no.js';

/** Each number as Meta sees it: CONNECTED, of this account, in good standing. */
export const checkNumbers: Check = {
  name: 'number',
  async run({ senders, graph }) {
    const findings: Finding[] = [];
    for (const sender of senders) findings.push(...(await ofSender(sender, graph)));
    return findings;
  },
};

async function ofSender({ phoneNumberId, wabaId, token }: Sender, graph: GraphApi): Promise<Finding[]> {
  const accessToken = token.value();
  const read = await graph.getPhoneNumber({ phoneNumberId, accessToken });
  if (read.kind !== 'ok') return [metaSaysNo(phoneNumberId, read)];
  const listed = await graph.listPhoneNumbers({ wabaId, accessToken });
  const findings = standing(read.phoneNumber, phoneNumberId);
  if (listed.kind === 'ok' && !listed.phoneNumbers.some(({ id }) => id === phoneNumberId))
    findings.push(fail('NUMBER_OF_ANOTHER_ACCOUNT', `${phoneNumberId}: it is not among the numbers of ${wabaId}`));
  return findings;
}

function standing(number: PhoneNumber, about: string): Finding[] {
  const { status, qualityRating, displayPhoneNumber, verifiedName, messagingLimit, nameStatus, health } = number;
  if (status !== null && status !== 'CONNECTED') {
    const findings = [fail('NUMBER_NOT_CONNECTED', `${about}: it is ${status}`)];
    return [...findings, ...blocks(health, about)];
  }
  const quality = qualityRating ?? 'unknown';
  const shown = [displayPhoneNumber, verifiedName, messagingLimit].filter((text) => text !== null).join(', ');
  return [
    qualityRating === 'YELLOW' || qualityRating === 'RED'
      ? warn('NUMBER_QUALITY_LOW', `${about}: its quality is ${quality}`)
      : pass(`${about}: CONNECTED, quality ${quality} (${shown})`),
    ...(nameStatus !== null && !nameStatus.startsWith('APPROVED') && nameStatus !== 'AVAILABLE_WITHOUT_REVIEW'
      ? [warn('NUMBER_NAME_NOT_APPROVED', `${about}: its display name is ${nameStatus}`)]
      : []),
    ...blocks(health, about),
  ];
}

/** Where Meta names what stands in the way, in its own words; the account's share has a check of its own. */
function blocks(health: HealthStatus | null, about: string): Finding[] {
  const entities = health?.entities ?? [];
  return entities
    .filter(({ type, canSendMessage }) => type !== 'WABA' && canSendMessage === 'BLOCKED')
    .filter(({ errors }) => errors.length > 0)
    .flatMap(({ type, errors }) =>
      errors.map(({ code, description, solution }) =>
        fail(
          'NUMBER_BLOCKED',
          `${about}: Meta blocks its ${type} (${code ?? 'no code'}): ${description} ${solution}`.trim(),
        ),
      ),
    );
}
