import type { Figures } from './scenario.js';
import { share } from './quantile.js';

/** What a load was answered. */
export interface LoadReport {
  readonly answered: number;
  /** Answers other than 2xx, and broken connections. */
  readonly refused: number;
  /** From the first request to the last answer. */
  readonly seconds: number;
  /** Of each answer, from the moment when its request was due. */
  readonly milliseconds: readonly number[];
}

/** `name`: of one request, such as POST. */
export function figuresOf(name: string, { answered, refused, seconds, milliseconds }: LoadReport): Figures {
  return {
    [`${name} a second`]: answered / seconds,
    [`${name} refused`]: refused,
    [`${name} p50 ms`]: share(milliseconds, 0.5),
    [`${name} p99 ms`]: share(milliseconds, 0.99),
    [`${name} max ms`]: share(milliseconds, 1),
  };
}
