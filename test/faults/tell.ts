import { SEED } from './fault-stack.js';

/** Prints what a run showed as one line of JSON, with the seed that repeats it (FAULT_SEED). */
export function tell(test: string, figures: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify({ test, seed: SEED, ...figures })}\n`);
}
