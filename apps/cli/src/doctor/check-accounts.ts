import type { Check } from './check.js';
import { type Finding, fail, pass } from './finding.js';
import { metaSaysNo } from './meta-says-no.js';

/** Each WhatsApp Business account: reviewed, and not blocked. */
export const checkAccounts: Check = {
  name: 'account',
  async run({ senders, graph }) {
    const accounts = new Map(senders.map(({ wabaId, token }) => [wabaId, token.value()]));
    const findings: Finding[] = [];
    for (const [wabaId, accessToken] of accounts) {
      const read = await graph.getWaba({ wabaId, accessToken });
      if (read.kind !== 'ok') {
        findings.push(metaSaysNo(wabaId, read));
        continue;
      }
      const { accountReviewStatus: status, name } = read.waba;
      findings.push(
        status === null || status === 'APPROVED'
          ? pass(`${wabaId}: ${name ?? 'without a name'}, reviewed`)
          : fail('ACCOUNT_NOT_REVIEWED', `${wabaId}: its review is ${status}`),
      );
    }
    return findings;
  },
};
