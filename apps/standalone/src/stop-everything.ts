import type { Program, ProgramName } from './start-program.js';

/** Who uses others goes before them. */
const ORDER: readonly ProgramName[] = ['worker', 'api', 'sandbox', 'postgres'];

/** Ends them one after the other, and returns when none is left. */
export async function stopEverything(running: readonly Program[]): Promise<void> {
  for (const name of ORDER) {
    for (const program of running) if (program.name === name) await program.stop();
  }
}
