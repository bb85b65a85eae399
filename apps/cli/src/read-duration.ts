import { InvalidArgumentError } from 'commander';
import { parseDuration } from '#runtime';

/** An option's duration in milliseconds; commander says which option is wrong. */
export function readDuration(text: string): number {
  const milliseconds = parseDuration(text);
  if (milliseconds === null) throw new InvalidArgumentError('It must look like 30s or 5m.');
  return milliseconds;
}
