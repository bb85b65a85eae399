import type { Environment } from '#runtime';
import { Senders } from '#senders';
import { secretFingerprint } from '#webhook-events';

/** Which senders have one of these app secrets, given as fingerprints. Throws SendersFileError. */
export function sendersWith(environment: Environment): (fingerprints: readonly string[]) => readonly string[] {
  const senders = Senders.fromEnvironment(environment, () => performance.now())
    .all()
    .map(({ phoneNumberId, appSecrets }) => ({ phoneNumberId, secrets: appSecrets.map(secretFingerprint) }));
  return (fingerprints) =>
    senders
      .filter(({ secrets }) => secrets.some((secret) => fingerprints.includes(secret)))
      .map(({ phoneNumberId }) => phoneNumberId);
}
