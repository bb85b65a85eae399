import { RecadoError } from 'recado-client';

const TRIES = 3;

/**
 * `retry` of what is asked: a refusal that is for the moment only is asked about twice more before a view tells of it. One that took
 * the whole time for an answer is told at once: whoever looks at old figures would not know for a minute.
 */
export function triesAgain(failures: number, error: Error): boolean {
  return failures < TRIES - 1 && error instanceof RecadoError && error.temporary && error.code !== 'TIMED_OUT';
}
