import type { Environment } from '#runtime';
import { RateCardError, readRateCard } from './read-rate-card.js';

/** Ends the process where RATE_CARD_FILE is wrong: every problem on stderr, exit code 78 (EX_CONFIG of sysexits.h). */
export function requireRateCard({ RATE_CARD_FILE: path }: Environment): void {
  if (path === undefined) return;
  try {
    readRateCard(path);
  } catch (error) {
    if (!(error instanceof RateCardError)) throw error;
    const lines = error.message.replaceAll(/^/gm, '  - ');
    process.stderr.write(`Recado cannot start: RATE_CARD_FILE is wrong\n${lines}\n`);
    process.exit(78);
  }
}
