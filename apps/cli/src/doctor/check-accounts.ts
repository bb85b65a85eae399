import type { Waba } from '#graph-api';
import { blockedEntities } from './blocked-entities.js';
import type { Check } from './check.js';
import { type Finding, fail, pass, unchecked } from './finding.js';
import { metaSaysNo } from './meta-says-no.js';

/** Each WhatsApp Business account: reviewed, and not blocked. */
export const checkAccounts: Check = {
  name: 'account',
  async run({ senders, graph }) {
    const accounts = new Map(senders.map(({ wabaId, token }) => [wabaId, token.value()]));
    const findings: Finding[] = [];
    for (const [wabaId, accessToken] of accounts) {
      const read = await graph.getWaba({ wabaId, accessToken });
      findings.push(...(read.kind === 'ok' ? standing(read.waba, wabaId) : [metaSaysNo(wabaId, read)]));
    }
    return findings;
  },
};

function standing({ accountReviewStatus: status, name, health }: Waba, wabaId: string): Finding[] {
  return [
    review(status, `${wabaId} (${name ?? 'without a name'})`),
    ...blockedEntities(health, wabaId, 'ACCOUNT_BLOCKED', isAccount),
  ];
}

/** The business and the app stand with every number. */
function isAccount(type: string): boolean {
  return type === 'WABA';
}

function review(status: string | null, about: string): Finding {
  if (status === null) return unchecked(`${about}: Meta does not say whether it is reviewed`);
  return status === 'APPROVED'
    ? pass(`${about}: reviewed`)
    : fail('ACCOUNT_NOT_REVIEWED', `${about}: its review is ${status}`);
}
