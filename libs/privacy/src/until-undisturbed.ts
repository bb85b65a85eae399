import { batchFault } from '#database';

/** Does a transaction again as long as it is one of two that wait for each other, and PostgreSQL ends it: the other one goes on. */
export async function untilUndisturbed<Result>(work: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (batchFault(error) !== 'again') throw error;
    }
  }
}
