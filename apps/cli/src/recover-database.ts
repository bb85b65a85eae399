import type { DatabaseConnection } from '#database';
import { RestoredDatabaseRepository } from '#sending';
import { refuse, sayEither } from './terminal.js';

export interface RecoverOptions {
  readonly restoredAt: Date;
  readonly force?: true;
  readonly json?: true;
}

/** `recado recover` */
export async function recoverDatabase(
  dataSource: DatabaseConnection,
  { restoredAt, force, json }: RecoverOptions,
): Promise<void> {
  const restored = new RestoredDatabaseRepository(dataSource);
  const { needed, now } = await restored.recoveryNeeded();
  if (restoredAt > now) {
    refuse(`--restored-at lies in the future: by the clock of the database it is ${now.toISOString()}.`);
    return;
  }
  if (!needed && force !== true) {
    refuse(
      'This database is the one that the workers know: nothing was restored, and nothing is changed. If its files were put back as they were (a snapshot of the disk), say so with --force.',
    );
    return;
  }
  const count = await restored.recover(restoredAt);
  sayEither(
    json === true,
    { unconfirmed: count },
    `${count} unfinished message(s) are UNCONFIRMED: Meta may have them. None is sent again by itself. Its webhooks settle what they can; ` +
      'the rest is HELD for you after UNCONFIRMED_MAX (recado messages held).',
    'What was not due before that time and was never tried goes on. What was accepted after the backup was made is gone: its senders have to repeat it.',
    'Sending goes on.',
  );
}
