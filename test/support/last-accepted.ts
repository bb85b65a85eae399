import { until } from './stack.js';

/** Asks until all refuse: when the last call was begun that somebody still let in, in milliseconds by the clock of this machine; 0: none. */
export async function lastAcceptedAt(statuses: () => Promise<readonly number[]>): Promise<number> {
  let acceptedAt = 0;
  await until(
    'all refuse',
    async () => {
      const begunAt = Date.now();
      const refused = (await statuses()).every((status) => status >= 300);
      if (!refused) acceptedAt = begunAt;
      return refused;
    },
    20_000,
  );
  return acceptedAt;
}
