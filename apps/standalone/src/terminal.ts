const colourful = process.stdout.isTTY && !process.env['NO_COLOR'];

const paint =
  (code: number) =>
  (text: string): string =>
    colourful ? `\u001B[${code}m${text}\u001B[0m` : text;

export const bold = paint(1);
export const faint = paint(2);
export const green = paint(32);
export const red = paint(31);
export const loud = paint(7);

export function say(line = ''): void {
  process.stdout.write(`${line}\n`);
}

/** `  ✓ API         http://127.0.0.1:3000` */
export function sayDone(what: string, detail: string): void {
  say(`  ${green('✓')} ${what.padEnd(11)} ${detail}`);
}

export function sayFailed(message: string): void {
  const [first = '', ...rest] = message.split('\n');
  process.stderr.write([`  ${red('✗')} ${first}`, ...rest.map((line) => `    ${line}`), ''].join('\n'));
}

export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
