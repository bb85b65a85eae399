/** One line for a person. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** One line that is no result: a program that reads those does not see it. */
export function note(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Says what is wrong and what to do, and ends the process with 1 once its connections are closed. */
export function refuse(line: string): void {
  note(line);
  process.exitCode = 1;
}
