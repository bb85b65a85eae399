import { existsSync, renameSync } from 'node:fs';

/** Sets the log of the last start aside as `*.log.1`: whoever starts again after a crash still wants to read it. */
export function keepPreviousLog(logFile: string): void {
  if (existsSync(logFile)) renameSync(logFile, `${logFile}.1`);
}
