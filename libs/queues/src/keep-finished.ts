import type { JobsOptions } from 'bullmq';

const DAY_S = 86_400;

/** Finished jobs stay for a day, at most 1,000 of each kind (in PostgreSQL some more, see below), so that the dashboard has something to show. */
export const KEEP_FINISHED = { age: DAY_S, count: 1_000 } as const;

const ONE_IN = 100;

/**
 * Of the `nth` job that this process adds to a queue, from 0 on. To keep no more than so many, a job that finishes in PostgreSQL looks
 * through all that are kept, some 20 ms under a lock that others wait for: there one in a hundred does so. Redis knows at once, as
 * its workers say; a job that says nothing takes a tenth less of its memory.
 */
export function keepFinished(
  backend: 'redis' | 'postgres',
  nth: number,
): Pick<JobsOptions, 'removeOnComplete' | 'removeOnFail'> {
  if (backend === 'redis') return {};
  const keep = nth % ONE_IN === 0 ? KEEP_FINISHED : { age: DAY_S };
  return { removeOnComplete: keep, removeOnFail: keep };
}
