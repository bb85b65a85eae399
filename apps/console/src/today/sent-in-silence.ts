import type { components } from 'recado-client';

type Hour = components['schemas']['StatsItemDto'];

/** Fewer may all have their telephones off. */
const ENOUGH = 5;

/** How many of the last two hours' messages Meta took of which it has reported none as delivered; 0 where it reports. */
export function sentInSilence(hours: readonly Hour[]): number {
  const last = hours.slice(-2);
  const sent = last.reduce((sum, hour) => sum + hour.sent, 0);
  return sent >= ENOUGH && last.every(({ delivered }) => delivered === 0) ? sent : 0;
}
