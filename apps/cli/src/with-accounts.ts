import { type Accounts, readAccounts } from './accounts.js';
import { refuse } from './terminal.js';

/** Runs what talks to Meta, or says what the environment lacks for it. */
export async function withAccounts(work: (accounts: Accounts) => Promise<void>): Promise<void> {
  const reading = readAccounts();
  if (reading.kind === 'none') {
    refuse(reading.problems.join('\n'));
    return;
  }
  try {
    await work(reading.accounts);
  } finally {
    await reading.accounts.graphApi.close();
  }
}
