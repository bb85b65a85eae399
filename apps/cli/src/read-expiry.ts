import { InvalidArgumentError } from 'commander';
import { parseDuration } from '#runtime/plain';
import { readTime } from './read-time.js';

/** When something is to end: after a duration from now, or at a time; commander says which option is wrong. */
export function readExpiry(text: string): Date {
  const milliseconds = parseDuration(text);
  const time = milliseconds === null ? readEnd(text) : new Date(Date.now() + milliseconds);
  if (Number.isNaN(time.getTime())) throw new InvalidArgumentError('It is further away than a calendar goes.');
  if (time.getTime() <= Date.now()) throw new InvalidArgumentError('It is over already.');
  return time;
}

function readEnd(text: string): Date {
  try {
    return readTime(text);
  } catch {
    throw new InvalidArgumentError(
      'It must look like 90d, 2026-12-01T08:00:00Z, or 2026-12-01 for its beginning in UTC.',
    );
  }
}
