import { Command, Option } from 'commander';
import { checkLiveMessage } from './doctor/check-live-message.js';
import { CHECKS, type CheckedFinding, examine } from './doctor/examine.js';
import { fail } from './doctor/finding.js';
import { openSurroundings } from './doctor/open-surroundings.js';
import { reminders } from './doctor/reminders.js';
import type { Surroundings } from './doctor/surroundings.js';
import { TROUBLESHOOTING } from './doctor/troubleshooting.js';
import { API_OPTION } from './find-api.js';
import type { TimelineEvent } from './followed-message.js';
import { knownVariables } from './known-variables.js';
import { readDuration } from './read-duration.js';
import { bold, clearMeanwhile, faint, green, red, say, sayJson, sayMeanwhile, yellow } from './terminal.js';

interface DoctorOptions {
  readonly send?: string;
  /** Milliseconds. */
  readonly wait: number;
  readonly phones?: string;
  readonly otherEnv?: string;
  readonly api?: string;
  readonly worker?: string;
  readonly json?: true;
}

const USUAL_WAIT_MS = 120_000;

/** `recado doctor`: the pre-launch checklist, run; exit code 1 where something fails. It changes nothing, but for `--send`. */
export function doctor(): Command {
  return new Command('doctor')
    .description(
      'the pre-launch checklist: looks at everything a message needs, and says what to do about what is wrong',
    )
    .option('--send <phone>', "also sends a real message there and waits for Meta's own webhook")
    .addOption(
      new Option('--wait <duration>', 'how long to wait for that webhook')
        .argParser(readDuration)
        .default(USUAL_WAIT_MS, '2m'),
    )
    .option('--phones <file>', 'also checks the phones of a CSV file')
    .option(
      '--other-env <file>',
      'also compares secrets with those of another .env file: test and production share none',
    )
    .option(...API_OPTION)
    .option('--worker <url>', 'where a worker is (default: this machine, WORKER_PORT)')
    .option('--json', 'as JSON')
    .action(execute);
}

async function execute(options: DoctorOptions): Promise<void> {
  const reading = await openSurroundings(await knownVariables(), { ...options, folder: process.cwd() });
  if (reading.kind === 'invalid') {
    const found = reading.problems.map((problem) => ({
      check: 'environment',
      finding: fail('ENVIRONMENT_INVALID', problem),
    }));
    if (options.json !== true) found.forEach(tell);
    conclude(found, options);
    return;
  }
  const { surroundings, close } = reading;
  try {
    conclude(await look(surroundings, options), options);
  } finally {
    await close();
  }
}

function look(surroundings: Surroundings, { send, wait, json }: DoctorOptions): Promise<readonly CheckedFinding[]> {
  const quiet = json === true;
  const onEvent = ({ type }: TimelineEvent): void => {
    if (!quiet) sayMeanwhile(`…     live message: ${type}`);
  };
  const checks = send === undefined ? CHECKS : [...CHECKS, checkLiveMessage(send, wait, onEvent)];
  return examine(
    checks,
    surroundings,
    (name) => {
      if (!quiet) sayMeanwhile(`…     ${name}`);
    },
    (found) => {
      if (!quiet) tell(found);
    },
  );
}

const WORDS = { pass: green('pass'), warn: yellow('warn'), fail: red('fail'), unchecked: faint('skip') } as const;
const WIDTH = Math.max(...CHECKS.map(({ name }) => name.length));

/** One line a finding: what was found, and what to do. */
function tell({ check, finding }: CheckedFinding): void {
  clearMeanwhile();
  const remedy =
    finding.result === 'warn' || finding.result === 'fail'
      ? ` → ${TROUBLESHOOTING[finding.code].remedy} ${faint(`[${finding.code}]`)}`
      : '';
  say(`${WORDS[finding.result]}  ${bold(check.padEnd(WIDTH))}  ${finding.text}${remedy}`);
}

/** What is left for people, and the sum. */
function conclude(found: readonly CheckedFinding[], { send, phones, otherEnv, json }: DoctorOptions): void {
  const count = (result: CheckedFinding['finding']['result']): number =>
    found.filter(({ finding }) => finding.result === result).length;
  const failed = count('fail');
  if (failed > 0) process.exitCode = 1;
  const remember = reminders({
    sent: send !== undefined,
    phones: phones !== undefined,
    compared: otherEnv !== undefined,
  });
  if (json === true) {
    sayJson({ ok: failed === 0, checks: found.map(asJson), reminders: remember });
    return;
  }
  clearMeanwhile();
  say('');
  for (const line of remember) say(`${bold('remember')}  ${line}`);
  say('');
  const skipped = count('unchecked');
  const unchecked = skipped === 0 ? '' : `, ${skipped} not checked`;
  say(`${count('pass')} passed, ${count('warn')} to look at, ${failed} failed${unchecked}.`);
}

function asJson({ check, finding }: CheckedFinding): object {
  const { result, text } = finding;
  if (result === 'pass' || result === 'unchecked') return { check, result: result === 'pass' ? 'pass' : 'skip', text };
  return { check, result, text, code: finding.code, remedy: TROUBLESHOOTING[finding.code].remedy };
}
