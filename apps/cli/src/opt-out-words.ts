import { Environment, processEnvironment, readEnvironment } from '#runtime';

/** OPT_OUT_WORDS, or what it is without any environment: a running `npm start` needs none. */
export function optOutWords(): readonly string[] {
  const reading = readEnvironment(processEnvironment(), 'cli');
  return reading.kind === 'valid' ? reading.environment.OPT_OUT_WORDS : new Environment().OPT_OUT_WORDS;
}
