import type { JobsOptions } from 'bullmq';

const DAY_S = 86_400;

/** Finished jobs stay for a day, at most 1,000 of each kind, so that the dashboard has something to show. */
export const KEEP_FINISHED = { age: DAY_S, count: 1_000 } as const;

const CLEARS_AWAY = 100;

/**
 * Of the `nth` job that is added. In PostgreSQL a job that finishes looks through all that are kept for what is to go, some 20 ms under
 * a lock that others wait for: there one in a hundred does so, for the others, too. Redis knows at once.
 */
export function keepFinished(
  backend: 'redis' | 'postgres',
  nth: number,
): Pick<JobsOptions, 'removeOnComplete' | 'removeOnFail'> {
  const keep = backend === 'redis' || nth % CLEARS_AWAY === 0 ? KEEP_FINISHED : false;
  return { removeOnComplete: keep, removeOnFail: keep };
}
