import type { Machine } from './machine.js';
import { median } from './quantile.js';
import type { Figures, RunOptions, Scenario } from './scenario.js';

export interface Round {
  readonly round: number;
  readonly contender: string;
  readonly figures: Figures;
}

/** What a scenario came to: each round as it was, the medians, and how the product compares in each of `compared`. */
export interface Result {
  readonly scenario: string;
  /** When it began, ISO 8601. */
  readonly at: string;
  /** Profiles cost time themselves: these figures compare with nothing. */
  readonly profiled: boolean;
  readonly options: Readonly<Pick<RunOptions, 'seconds' | 'rate' | 'messages' | 'seed'>> & { readonly rounds: number };
  readonly machine: Machine;
  readonly medians: Readonly<Record<string, Figures>>;
  readonly ratios: Readonly<Record<string, Figures>>;
  readonly rounds: readonly Round[];
}

/** Of each figure over all rounds of a contender. */
export function mediansOf(rounds: readonly Round[], contender: string): Figures {
  const own = rounds.filter((round) => round.contender === contender);
  const names = [...new Set(own.flatMap(({ figures }) => Object.keys(figures)))];
  return Object.fromEntries(names.map((name) => [name, median(own.flatMap(({ figures }) => figures[name] ?? []))]));
}

/**
 * The first contender's figure by each other's: of pairs of one round, which had the same machine at about the same time; then the
 * median of those.
 */
export function ratiosOf(
  { contenders, compared }: Scenario,
  rounds: readonly Round[],
): Readonly<Record<string, Figures>> {
  const [first, ...others] = contenders.map(({ name }) => name);
  const figure = (round: number, contender: string | undefined, name: string): number | undefined =>
    rounds.find((each) => each.round === round && each.contender === contender)?.figures[name];
  const numbers = [...new Set(rounds.map(({ round }) => round))];
  const ratio = (other: string, name: string): number =>
    median(
      numbers.flatMap((round) => {
        const [own, its] = [figure(round, first, name), figure(round, other, name)];
        return own === undefined || its === undefined ? [] : [own / its];
      }),
    );
  return Object.fromEntries(
    others.map((other) => [other, Object.fromEntries(compared.map((name) => [name, ratio(other, name)]))]),
  );
}
