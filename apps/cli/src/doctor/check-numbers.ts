import type { GraphApi, PhoneNumber } from '#graph-api';
import type { Sender } from '#senders';
import { blockedEntities } from './blocked-entities.js';
import type { Check } from './check.js';
import { type Finding, fail, pass, unchecked, warn } from './finding.js';
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
  if (listed.kind !== 'ok') findings.push(metaSaysNo(`the numbers of ${wabaId}`, listed));
  else if (!listed.phoneNumbers.some(({ id }) => id === phoneNumberId))
    findings.push(fail('NUMBER_OF_ANOTHER_ACCOUNT', `${phoneNumberId}: it is not among the numbers of ${wabaId}`));
  return findings;
}

function standing(number: PhoneNumber, about: string): Finding[] {
  const { status, qualityRating, displayPhoneNumber, verifiedName, messagingLimit, nameStatus, health } = number;
  // The account's share is told by a check of its own.
  const blocked = blockedEntities(health, about, 'NUMBER_BLOCKED', (type) => type !== 'WABA');
  if (status === null) return [unchecked(`${about}: Meta does not say whether it is connected`), ...blocked];
  if (status !== 'CONNECTED') return [fail('NUMBER_NOT_CONNECTED', `${about}: it is ${status}`), ...blocked];
  const quality = qualityRating ?? 'unknown';
  const shown = [displayPhoneNumber, verifiedName, messagingLimit].filter((text) => text !== null).join(', ');
  return [
    qualityRating === 'YELLOW' || qualityRating === 'RED'
      ? warn('NUMBER_QUALITY_LOW', `${about}: its quality is ${quality}`)
      : pass(`${about}: CONNECTED, quality ${quality} (${shown})`),
    ...(nameStatus !== null && !nameStatus.startsWith('APPROVED') && nameStatus !== 'AVAILABLE_WITHOUT_REVIEW'
      ? [warn('NUMBER_NAME_NOT_APPROVED', `${about}: its display name is ${nameStatus}`)]
      : []),
    ...blocked,
  ];
}
