import { checkAccounts } from './check-accounts.js';
import { checkClocks } from './check-clocks.js';
import { checkDatabase } from './check-database.js';
import { checkEnvironment } from './check-environment.js';
import { checkHearing } from './check-hearing.js';
import { checkMonitoring } from './check-monitoring.js';
import { checkNumbers } from './check-numbers.js';
import { checkOtherEnvironment } from './check-other-environment.js';
import { checkPhonesFile } from './check-phones-file.js';
import { checkProcesses } from './check-processes.js';
import { checkQueue } from './check-queue.js';
import { checkSecrets } from './check-secrets.js';
import { checkSending } from './check-sending.js';
import { checkSubscription } from './check-subscription.js';
import { checkTemplate } from './check-template.js';
import { checkTokens } from './check-tokens.js';
import { checkWebhook } from './check-webhook.js';
import type { Check } from './check.js';
import { type Finding, fail } from './finding.js';
import type { Surroundings } from './surroundings.js';

/** From the ground up: what a line needs stands above it. */
export const CHECKS: readonly Check[] = [
  checkEnvironment,
  checkSecrets,
  checkOtherEnvironment,
  checkDatabase,
  checkQueue,
  checkProcesses,
  checkTokens,
  checkNumbers,
  checkAccounts,
  checkTemplate,
  checkSubscription,
  checkWebhook,
  checkClocks,
  checkMonitoring,
  checkSending,
  checkHearing,
  checkPhonesFile,
];

export interface CheckedFinding {
  readonly check: string;
  readonly finding: Finding;
}

/** Makes all checks, one after the other; each is told before it begins and each finding as it comes. */
export async function examine(
  checks: readonly Check[],
  surroundings: Surroundings,
  onCheck: (name: string) => void,
  onFinding: (found: CheckedFinding) => void,
): Promise<readonly CheckedFinding[]> {
  const all: CheckedFinding[] = [];
  for (const check of checks) {
    const { name } = check;
    onCheck(name);
    const findings = await Promise.resolve()
      .then(() => check.run(surroundings))
      .catch((error: unknown) => [fail('CHECK_BROKEN', error instanceof Error ? error.message : String(error))]);
    for (const finding of findings) {
      const found = { check: name, finding };
      all.push(found);
      onFinding(found);
    }
  }
  return all;
}
