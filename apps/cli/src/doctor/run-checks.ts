import type { TimelineEvent } from '#api-client';
import { knownVariables } from '../known-variables.js';
import { bold, clearMeanwhile, faint, green, red, say, sayJson, sayMeanwhile, yellow } from '../terminal.js';
import { checkLiveMessage } from './check-live-message.js';
import { CHECKS, type CheckedFinding, examine } from './examine.js';
import { fail } from './finding.js';
import { openSurroundings } from './open-surroundings.js';
import { reminders } from './reminders.js';
import type { Surroundings } from './surroundings.js';
import { TROUBLESHOOTING } from './troubleshooting.js';

export interface DoctorOptions {
  readonly send?: string;
  /** Milliseconds. */
  readonly wait: number;
  readonly phones?: string;
  readonly otherEnv?: string;
  readonly api?: string;
  readonly worker?: string;
  readonly json?: true;
}

/**
 * Says what each check found, and the sum of it. Its traces are those of its webhooks: an empty event for each app secret, kept like
 * any other, one refused signature; and with `send` a message.
 */
export async function runChecks(options: DoctorOptions): Promise<void> {
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
