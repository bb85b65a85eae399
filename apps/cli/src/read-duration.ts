import { InvalidArgumentError } from 'commander';
import { parseDuration } from '#runtime/plain';

/** An option's duration in milliseconds; commander says which option is wrong. */
export function readDuration(text: string): number {
  const milliseconds = parseDuration(text);
  if (milliseconds === null) throw new InvalidArgumentError('It must look like 30s, 5m, 24h or 7d.');
  return milliseconds;
}
