import { apiClock } from '../api/api-clock.js';

/** The viewer's day, as it stands in addresses: `2026-12-01`. */
export function thisDay(): string {
  const now = new Date(apiClock.timeOf(Date.now()));
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
