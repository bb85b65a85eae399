import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { Environment } from './environment.js';
import { processEnvironment } from './process-environment.js';
import { describedVariables } from './variable.decorator.js';

/** Which process asks: each needs other variables. */
export type Role = 'api' | 'worker' | 'migrate' | 'cli';

export type EnvironmentReading =
  { kind: 'valid'; environment: Environment } | { kind: 'invalid'; problems: readonly string[] };

/** BullMQ holds a job for this long; the lease of a send must be over well before (design: lease ≤ lockDuration / 2). */
export const JOB_LOCK_MS = 60_000;

/** Reads and checks the environment, all of it at once: a deployment should learn every mistake in one try. */
export function readEnvironment(source: Readonly<Record<string, string | undefined>>, role: Role): EnvironmentReading {
  const plain: Record<string, string> = {};
  for (const { name } of describedVariables()) {
    const value = source[name];
    if (value !== undefined && value.trim() !== '') plain[name] = value;
  }
  const environment = plainToInstance(Environment, plain);
  // One line a variable: the check declared uppermost asks for the right type, and what a wrong type fails besides is noise.
  const errors = validateSync(environment);
  const malformed = new Set(errors.map((error) => error.property));
  const problems = [
    ...errors.flatMap((error) => Object.values(error.constraints ?? {}).slice(-1)),
    ...missing(environment, role),
    ...publishedSecrets(environment),
    ...timerProblems(environment, (...names) => !names.some((name) => malformed.has(name))),
  ];
  return problems.length === 0 ? { kind: 'valid', environment } : { kind: 'invalid', problems };
}

/**
 * The environment of this process, or the end of it: every problem on stderr, exit code 78 (EX_CONFIG of sysexits.h).
 */
export function requireEnvironment(role: Role, source = processEnvironment()): Environment {
  const reading = readEnvironment(source, role);
  if (reading.kind === 'valid') return reading.environment;
  const lines = reading.problems.map((problem) => `  - ${problem}\n`).join('');
  process.stderr.write(`Recado cannot start: the environment has ${reading.problems.length} problem(s)\n${lines}`);
  process.exit(78);
}

/** What this process lacks, and what cannot be set together. */
function missing(environment: Environment, role: Role): string[] {
  const problems: string[] = [];
  const need = (name: keyof Environment, why: string): void => {
    const value = environment[name];
    if (value === undefined || (Array.isArray(value) && value.length === 0))
      problems.push(`${name} is missing: ${why}`);
  };
  need('DATABASE_URL', 'PostgreSQL keeps every message');
  if (environment.WHATSAPP_ACCESS_TOKEN !== undefined && environment.WHATSAPP_ACCESS_TOKEN_FILE !== undefined) {
    problems.push('WHATSAPP_ACCESS_TOKEN and WHATSAPP_ACCESS_TOKEN_FILE are both set: keep one');
  }
  if (role === 'api' || role === 'worker') problems.push(...senderProblems(environment));
  if (role === 'api') {
    need('WHATSAPP_APP_SECRET', 'without it no webhook can be trusted (App settings, Basic, App secret)');
    need('WHATSAPP_WEBHOOK_VERIFY_TOKEN', "Meta's handshake needs it (any text, the same in Meta's dashboard)");
  }
  if (environment.NODE_ENV === 'production' && environment.PUBLIC_URL?.startsWith('http://') === true) {
    problems.push('PUBLIC_URL must be https in production: Meta calls no other webhook');
  }
  return problems;
}

function senderProblems(environment: Environment): string[] {
  if (environment.WHATSAPP_SENDERS_FILE !== undefined) return [];
  const problems: string[] = [];
  if (environment.WHATSAPP_PHONE_NUMBER_ID === undefined)
    problems.push('WHATSAPP_PHONE_NUMBER_ID is missing: it names the sender');
  if (environment.WHATSAPP_BUSINESS_ACCOUNT_ID === undefined) {
    problems.push('WHATSAPP_BUSINESS_ACCOUNT_ID is missing: templates belong to it');
  }
  const token = environment.WHATSAPP_ACCESS_TOKEN ?? environment.WHATSAPP_ACCESS_TOKEN_FILE;
  if (environment.ENABLE_WHATSAPP_NOTIFICATIONS && token === undefined) {
    problems.push('WHATSAPP_ACCESS_TOKEN (or WHATSAPP_ACCESS_TOKEN_FILE) is missing: nothing can be sent without it');
  }
  return problems;
}

/** Secrets of the sandbox stand in this repository (docker-compose.yml, deploy/k8s/overlays/dev): they guard nothing. */
const PUBLISHED = /^sandbox-/;

function publishedSecrets(environment: Environment): string[] {
  const isMeta = /^https?:\/\/([\w-]+\.)*facebook\.com/i.test(environment.WHATSAPP_GRAPH_URL);
  const secrets: readonly (readonly [name: keyof Environment, values: readonly (string | undefined)[]])[] = [
    ['WHATSAPP_APP_SECRET', environment.WHATSAPP_APP_SECRET],
    ['WHATSAPP_WEBHOOK_VERIFY_TOKEN', [environment.WHATSAPP_WEBHOOK_VERIFY_TOKEN]],
    ['ADMIN_API_KEY', [environment.ADMIN_API_KEY]],
  ];
  const published = secrets.filter(([, values]) => values.some((value) => PUBLISHED.test(value ?? '')));
  return (isMeta ? published : []).map(
    ([name]) =>
      `${name} is one that this product brings along for its sandbox, and everybody can read it: use one of your own with Meta`,
  );
}

/** The inequalities that the sending protocol rests on: a call ends before its lease, a lease before its job's lock. */
function timerProblems(
  environment: Environment,
  areWellFormed: (...names: readonly (keyof Environment)[]) => boolean,
): string[] {
  const problems: string[] = [];
  if (
    areWellFormed('WHATSAPP_SEND_TIMEOUT_MS', 'SEND_LEASE') &&
    environment.WHATSAPP_SEND_TIMEOUT_MS * 3 > environment.SEND_LEASE
  ) {
    problems.push(
      `WHATSAPP_SEND_TIMEOUT_MS (${environment.WHATSAPP_SEND_TIMEOUT_MS}) must be at most a third of SEND_LEASE (${environment.SEND_LEASE} ms)`,
    );
  }
  if (areWellFormed('SEND_LEASE') && environment.SEND_LEASE * 2 > JOB_LOCK_MS) {
    problems.push(
      `SEND_LEASE (${environment.SEND_LEASE} ms) must be at most ${JOB_LOCK_MS / 2} ms, half the lock of a job`,
    );
  }
  if (
    areWellFormed('UNCONFIRMED_WAIT', 'UNCONFIRMED_MAX') &&
    environment.UNCONFIRMED_WAIT > environment.UNCONFIRMED_MAX
  ) {
    problems.push('UNCONFIRMED_WAIT must not be longer than UNCONFIRMED_MAX');
  }
  if (
    areWellFormed('UNCONFIRMED_WAIT', 'UNCONFIRMED_SOLO_WAIT') &&
    environment.UNCONFIRMED_SOLO_WAIT < environment.UNCONFIRMED_WAIT
  ) {
    problems.push(
      `UNCONFIRMED_SOLO_WAIT (${environment.UNCONFIRMED_SOLO_WAIT} ms) must not be shorter than UNCONFIRMED_WAIT (${environment.UNCONFIRMED_WAIT} ms)`,
    );
  }
  return problems;
}
