import type { EventLog } from '#runtime';
import { isDatabaseOutage } from './batch-fault.js';
import { describeOutage } from './describe-outage.js';
import { insist } from './insist.js';

/**
 * A step of a process' start that may be taken again: a database that has just answered may be restarted the moment after, or be
 * too busy for one more connection. What is no outage is thrown at once.
 */
export async function outlastOutage(url: string, log: EventLog, step: () => Promise<void>): Promise<void> {
  await insist(log, async () => {
    try {
      await step();
      return null;
    } catch (error) {
      if (isDatabaseOutage(error)) return describeOutage(url, error);
      throw error;
    }
  });
}
