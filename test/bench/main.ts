import { HELP, ask } from './ask.js';
import { runScenarios, unknownScenarios } from './run-scenarios.js';
import { say } from './say.js';

/** Of sysexits.h: the command was used wrongly. */
const EX_USAGE = 64;

const args = process.argv.slice(2);
const asked = args.includes('--help') ? HELP : ask(args, process.cwd());
const wrong = typeof asked === 'string' ? asked : unknownScenarios(asked.scenarios);
if (typeof asked === 'string' || wrong !== null) {
  say(wrong === HELP ? HELP : `${wrong}\n\n${HELP}`);
  process.exitCode = wrong === HELP ? 0 : EX_USAGE;
} else {
  await runScenarios(asked);
}
