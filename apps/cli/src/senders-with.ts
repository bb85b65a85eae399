import { processEnvironment, readEnvironment } from '#runtime';
import { Senders } from '#senders';
import { secretFingerprint } from '#webhook-events';

/**
 * Which senders have one of these app secrets, given as fingerprints: none without any environment, which a running
 * `npm start` does not need. Throws SendersFileError.
 */
export function sendersWith(): (fingerprints: readonly string[]) => readonly string[] {
  const reading = readEnvironment(processEnvironment(), 'cli');
  if (reading.kind !== 'valid') return () => [];
  const senders = Senders.fromEnvironment(reading.environment, () => performance.now())
    .all()
    .map(({ phoneNumberId, appSecrets }) => ({ phoneNumberId, secrets: appSecrets.map(secretFingerprint) }));
  return (fingerprints) =>
    senders
      .filter(({ secrets }) => secrets.some((secret) => fingerprints.includes(secret)))
      .map(({ phoneNumberId }) => phoneNumberId);
}
