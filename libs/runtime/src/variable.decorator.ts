/** One environment variable as the documentation shows it. */
export interface VariableDescription {
  readonly name: string;
  readonly group: string;
  /** What it means, in one line, for `.env.example` and the README. */
  readonly meaning: string;
  /** What holds where it is not set, as text; empty where nothing does. */
  readonly default: string;
  /** What it may look like where there is no default; never in force. */
  readonly example: string;
  /** The name is public and checked, and nothing reads it yet. */
  readonly reserved: boolean;
}

const described: VariableDescription[] = [];

/** Describes an environment variable where it is declared, so that `.env.example` is made from the schema and cannot drift. */
export function Variable(
  group: string,
  meaning: string,
  shown: Partial<Pick<VariableDescription, 'default' | 'example' | 'reserved'>> = {},
): PropertyDecorator {
  return (_target, property) => {
    described.push({ name: String(property), group, meaning, default: '', example: '', reserved: false, ...shown });
  };
}

/** All variables in the order in which the schema declares them. */
export function describedVariables(): readonly VariableDescription[] {
  return described;
}
