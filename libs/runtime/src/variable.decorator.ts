/** One environment variable as the documentation shows it. */
export interface VariableDescription {
  readonly name: string;
  readonly group: string;
  /** What it means, in one line, for `.env.example` and the README. */
  readonly meaning: string;
  /** Written into `.env.example`; empty where there is no default. */
  readonly example: string;
}

const described: VariableDescription[] = [];

/** Describes an environment variable where it is declared, so that `.env.example` is made from the schema and cannot drift. */
export function Variable(group: string, meaning: string, example = ''): PropertyDecorator {
  return (_target, property) => {
    described.push({ name: String(property), group, meaning, example });
  };
}

/** All variables in the order in which the schema declares them. */
export function describedVariables(): readonly VariableDescription[] {
  return described;
}
