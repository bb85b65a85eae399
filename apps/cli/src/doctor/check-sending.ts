import { missingMigrations } from '#database';
import { SendersRepository } from '#senders';
import { QueueFiguresRepository, RestoredDatabaseRepository } from '#sending';
import type { Check } from './check.js';
import { type Finding, fail, pass, unchecked, warn } from './finding.js';

/** A worker takes what may be sent within a second. */
const LONGEST_WAIT_S = 60;

/** What stands still in PostgreSQL: pauses, messages that wait for a person or for nobody, a database that was restored. */
export const checkSending: Check = {
  name: 'sending',
  async run({ database, senders }) {
    if (database === null || (await missingMigrations(database)).length > 0)
      return [unchecked('it stands in PostgreSQL')];
    const findings: Finding[] = [];
    if ((await new RestoredDatabaseRepository(database).recoveryNeeded()).needed)
      findings.push(fail('DATABASE_RESTORED', 'this database was restored: nothing is sent before somebody says so'));
    for (const { phoneNumberId, state, pauseReason } of (await new SendersRepository(database).states()).values()) {
      // One that was removed from the configuration sends nothing anyway.
      const isOurs = senders.some((sender) => sender.phoneNumberId === phoneNumberId);
      if (state === 'PAUSED' && isOurs)
        findings.push(fail('SENDER_PAUSED', `${phoneNumberId} is paused: ${pauseReason ?? 'no reason given'}`));
    }
    for (const { senderId, held, oldestClaimableSeconds } of await new QueueFiguresRepository(database).read()) {
      if (held > 0) findings.push(warn('MESSAGES_HELD', `${senderId}: ${held} message(s) wait for a person`));
      if (oldestClaimableSeconds > LONGEST_WAIT_S) {
        const minutes = Math.round(oldestClaimableSeconds / 60);
        findings.push(fail('MESSAGES_WAITING', `${senderId}: a message that may be sent waits for ${minutes} min`));
      }
    }
    return findings.length > 0 ? findings : [pass('no sender is paused, and no message waits for anybody')];
  },
};
