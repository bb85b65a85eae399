import type { Target } from './http-lane.js';
import type { Servers } from './servers.js';

/** What takes messages in, sends them and hears of them: the product, or what it is compared with. */
export interface System {
  readonly servers: Servers;
  readonly target: Target;
  readonly graphUrl: string;
  /** All bytes of the request that accepts message `index`; no two of them go to one recipient. */
  readonly request: (index: number) => string;
  /** Messages that are not READ. */
  readonly unread: () => Promise<number>;
  /** Messages that were not sent yet. */
  readonly waiting: () => Promise<number>;
}
