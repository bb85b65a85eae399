import type { Figures } from './scenario.js';
import { quantile } from './quantile.js';

/** What a load was answered. */
export interface LoadReport {
  readonly answered: number;
  /** Answers other than 2xx, and broken connections. */
  readonly refused: number;
  /** From the first request to the last answer. */
  readonly seconds: number;
  /** Of each 2xx, from the moment when its request was due: who is refused at once was not served fast. */
  readonly milliseconds: readonly number[];
}

/** `name`: of one request, such as POST. */
export function figuresOf(name: string, { answered, refused, seconds, milliseconds }: LoadReport): Figures {
  return {
    [`${name} a second`]: answered / seconds,
    [`${name} refused`]: refused,
    [`${name} p50 ms`]: quantile(milliseconds, 0.5),
    [`${name} p99 ms`]: quantile(milliseconds, 0.99),
    [`${name} max ms`]: quantile(milliseconds, 1),
  };
}

/** @throws where some were refused: what follows would measure less than it says. */
export function allTaken({ answered, refused }: LoadReport): void {
  if (refused > 0) throw new Error(`${refused} of ${answered + refused} requests were refused`);
}
