import type { Environment } from '#runtime';
import { SendersFileError } from './read-senders-file.js';
import { Senders } from './senders.js';

/** Ends the process where WHATSAPP_SENDERS_FILE is wrong: every problem on stderr, exit code 78 (EX_CONFIG of sysexits.h). */
export function requireSenders(environment: Environment): void {
  try {
    Senders.fromEnvironment(environment, () => performance.now());
  } catch (error) {
    if (!(error instanceof SendersFileError)) throw error;
    const lines = error.message.replaceAll(/^/gm, '  - ');
    process.stderr.write(`Recado cannot start: WHATSAPP_SENDERS_FILE is wrong\n${lines}\n`);
    process.exit(78);
  }
}
