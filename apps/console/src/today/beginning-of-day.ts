import { apiClock } from '../api/api-clock.js';

/** Of the viewer's day, as the API takes it. */
export function beginningOfDay(): string {
  const now = new Date(apiClock.timeOf(Date.now()));
  return new Date(now.getFullYear(), now.getMonth(), now.getDate()).toISOString();
}
