/** A WHERE clause that grows with the filters that are set; values travel as parameters only. */
export class Conditions {
  private readonly clauses: string[] = [];

  constructor(readonly values: unknown[] = []) {}

  /** Its name in the statement. */
  parameter(value: unknown): string {
    return `$${this.values.push(value)}`;
  }

  add(clause: string): void {
    this.clauses.push(clause);
  }

  when(value: unknown, clause: (parameter: string) => string): void {
    if (value !== undefined && value !== null) this.add(clause(this.parameter(value)));
  }

  /** All of them. */
  all(): string {
    return this.clauses.length === 0 ? 'true' : this.clauses.join(' AND ');
  }
}
