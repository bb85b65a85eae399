import { apiClock } from '../api/api-clock.js';

/** So many days ago, in UTC as the API's days are. */
export function beginningOfUtcDay(daysAgo: number): string {
  const now = new Date(apiClock.timeOf(Date.now()));
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() - daysAgo)).toISOString();
}
