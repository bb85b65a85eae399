import { mkdir } from 'node:fs/promises';
import { HELP, ask } from './ask.js';
import { runScenarios, unknownScenarios } from './run-scenarios.js';
import { say } from './say.js';
import { SCENARIOS } from './scenarios.js';

/** Of sysexits.h: the command was used wrongly. */
const EX_USAGE = 64;

/** With what each does where nothing else is asked for. */
const help = [
  HELP,
  ...SCENARIOS.map(
    ({ name, usual: { seconds, rate, rounds }, long }) =>
      `  ${name.padEnd(17)}--seconds ${seconds}${rate > 0 ? ` --rate ${rate}` : ''} --rounds ${rounds}${long === true ? '  (long)' : ''}`,
  ),
].join('\n');

const args = process.argv.slice(2);
const asked = args.includes('--help') ? HELP : ask(args, process.cwd());
const wrong = typeof asked === 'string' ? asked : unknownScenarios(asked.scenarios);
if (typeof asked === 'string' || wrong !== null) {
  say(wrong === HELP ? help : `${wrong}\n\n${help}`);
  process.exitCode = wrong === HELP ? 0 : EX_USAGE;
} else {
  try {
    await mkdir(asked.folder, { recursive: true });
  } catch (error) {
    say(`--out names no folder that can be made: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(EX_USAGE);
  }
  await runScenarios(asked);
}
