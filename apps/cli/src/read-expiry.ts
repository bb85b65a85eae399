import { InvalidArgumentError } from 'commander';
import { parseDuration } from '#runtime/plain';
import { readTime } from './read-time.js';

/** When something is to end: after a duration from now, or at a time; commander says which option is wrong. */
export function readExpiry(text: string): Date {
  const milliseconds = parseDuration(text);
  const time = milliseconds === null ? readTime(text) : new Date(Date.now() + milliseconds);
  if (Number.isNaN(time.getTime()) || time.getTime() <= Date.now())
    throw new InvalidArgumentError('It is over already.');
  return time;
}
