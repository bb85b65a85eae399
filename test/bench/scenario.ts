/** What somebody saw, by name; the unit is part of the name. */
export type Figures = Readonly<Record<string, number>>;

export interface RunOptions {
  /** How long there is load, where a scenario is over after a time. */
  readonly seconds: number;
  /** Requests, messages or webhooks a second, where a scenario has a rate. */
  readonly rate: number;
  /** Old ones, or those of a backlog. */
  readonly messages: number;
  readonly seed: number;
  /** From 1; `growth` has all of its rounds in one database. */
  readonly round: number;
  /** Where the profiles of the product's processes go; null: there are none. */
  readonly profileFolder: string | null;
}

/** One way to do the work of a scenario: the product, or what it is compared with. */
export interface Contender {
  readonly name: string;
  /** Does it once, on servers of its own. */
  readonly run: (options: RunOptions) => Promise<Figures>;
}

export interface Scenario {
  readonly name: string;
  /** One sentence. */
  readonly about: string;
  /** How it is measured where nobody asks for anything else. */
  readonly usual: Readonly<Pick<RunOptions, 'seconds' | 'rate' | 'messages'>> & { readonly rounds: number };
  /** They take turns, round by round; the first one is compared with each of the others. */
  readonly contenders: readonly Contender[];
  /** The figures by which the first contender is compared with each of the others. */
  readonly compared: readonly string[];
  /** Hours: only where it is asked for by its name. */
  readonly long?: true;
  /** After the last round. */
  readonly end?: () => Promise<void>;
}
