import type { Scope } from '#clients';

/** What a caller must have to be let in. */
export interface Need {
  /** All of them. */
  readonly scopes: readonly Scope[];
  /** And of these at least one, where any are named. */
  readonly oneOf?: readonly Scope[];
  /** What it shows is of all senders, so a key that is bound to some of them is not for it. */
  readonly allSenders: boolean;
}
