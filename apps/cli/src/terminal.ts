import { processEnvironment } from '#runtime/plain';

// https://no-color.org: anything but empty switches colours off.
const colourful = process.stdout.isTTY && (processEnvironment()['NO_COLOR'] ?? '') === '';

const paint =
  (code: number) =>
  (text: string): string =>
    colourful ? `\u001B[${code}m${text}\u001B[0m` : text;

export const bold = paint(1);
export const faint = paint(2);
export const red = paint(31);
export const green = paint(32);
export const yellow = paint(33);

/** One line for a person. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** One line that is no result: a program that reads those does not see it. */
export function note(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** For a program: everything at once, so that it can be read as one. */
export function sayJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, undefined, 2)}\n`);
}

/** What became of it, for a program or line by line for a person. */
export function sayEither(json: boolean, value: unknown, ...lines: readonly string[]): void {
  if (json) sayJson(value);
  else for (const line of lines) say(line);
}

/** What is being done, for whoever watches a terminal; the next line takes its place. */
export function sayMeanwhile(text: string): void {
  if (process.stdout.isTTY) process.stdout.write(`\r\u001B[K${faint(text)}`);
}

/** Takes back what `sayMeanwhile` said. */
export function clearMeanwhile(): void {
  if (process.stdout.isTTY) process.stdout.write('\r\u001B[K');
}

/** Says what is wrong and what to do, and ends the process with 1 once its connections are closed. */
export function refuse(line: string): void {
  note(line);
  process.exitCode = 1;
}
