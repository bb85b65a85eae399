import { isJsonObject } from '../json-object.js';
import { knownCode } from '../graph/graph-error-codes.js';
import { acceptAsUsual, type Answer, type Garbage } from './answer.js';

/** What goes wrong on purpose. Shares are between 0 and 1; those of the answers exclude each other, so they add up to 1 at most. */
export interface Faults {
  /** Seed of every random decision. */
  seed: number;
  /** Share accepted whose connection is cut before the answer. */
  loseResponse: number;
  /** Share accepted that never gets an answer. */
  hang: number;
  /** Share not accepted that never gets an answer. */
  hangBefore: number;
  /** Share not accepted, answered with a 500 without a readable body. */
  bare500: number;
  /** Share accepted, answered with a 500 without a readable body. */
  acceptThen500: number;
  /** Share not accepted, answered 429 with code 130429. */
  rate429: number;
  /** Share not accepted, connection reset. */
  reset: number;
  /** Share accepted, answered 200 with a body that is no answer. */
  garbage200: number;
  /** Wait before a message is accepted, in milliseconds: it is accepted even if the client has given up. */
  slowMs: number;
  /** Wait between acceptance and answer, in milliseconds: webhooks overtake the answer. */
  delayResponseMs: number;
  /** Everything answers 503 / nothing answers. */
  outage: 'errors' | 'hang' | null;
  /** Every send is refused with this code. */
  rejectWith: number | null;
  /** Every accepted message fails with this code by webhook. */
  failWith: number | null;
  /** The same two for recipients whose phone begins with these digits (`{"34": 130497}`), whatever else is asked for. */
  rejectTo: Readonly<Record<string, number>>;
  failTo: Readonly<Record<string, number>>;
  /** Value of a Retry-After header on throttling answers. */
  retryAfter: string | null;
  webhooks: {
    /** Wait before each webhook about a status, in milliseconds: what it tells is as old as that. */
    delayMs: number;
    /** Share that is held back for a random time, so that later ones overtake it. */
    shuffle: number;
    /** Share that is sent a second time. */
    duplicate: number;
    /** Share of messages of which no webhook is ever sent. */
    lose: number;
    /** Changes in one POST, 1 to 1000. */
    batchSize: number;
  };
}

export const noFaults: Faults = {
  seed: 1,
  loseResponse: 0,
  hang: 0,
  hangBefore: 0,
  bare500: 0,
  acceptThen500: 0,
  rate429: 0,
  reset: 0,
  garbage200: 0,
  slowMs: 0,
  delayResponseMs: 0,
  outage: null,
  rejectWith: null,
  failWith: null,
  rejectTo: {},
  failTo: {},
  retryAfter: null,
  webhooks: { delayMs: 0, shuffle: 0, duplicate: 0, lose: 0, batchSize: 1 },
};

const answerShares = {
  loseResponse: { kind: 'accept-lose-response' },
  hang: { kind: 'accept-hang' },
  hangBefore: { kind: 'hang-before' },
  bare500: { kind: 'bare-500' },
  acceptThen500: { kind: 'accept-500' },
  rate429: { kind: 'rate-429' },
  reset: { kind: 'reset' },
  garbage200: { kind: 'accept-garbage', garbage: 'html' },
} as const satisfies Record<string, Answer>;

const garbageKinds: readonly Garbage[] = ['html', 'empty', 'truncated', 'huge'];

/** The code for a recipient, where the digits of the phone begin as one of them does. */
export function codeTo(codes: Readonly<Record<string, number>>, phone: string | undefined): number | null {
  return Object.entries(codes).find(([digits]) => phone?.startsWith(digits) === true)?.[1] ?? null;
}

/** One throw of the dice per send. @param phone digits without `+` */
export function drawAnswer(faults: Faults, random: () => number, phone?: string): Answer {
  const refused = codeTo(faults.rejectTo, phone);
  if (refused !== null) return { kind: 'refuse', code: refused };
  if (faults.rejectWith !== null) return { kind: 'refuse', code: faults.rejectWith };
  let thrown = random();
  for (const name of answerNames) {
    thrown -= faults[name];
    if (thrown >= 0) continue;
    if (name !== 'garbage200') return answerShares[name];
    return { kind: 'accept-garbage', garbage: garbageKinds[Math.floor(random() * garbageKinds.length)] ?? 'html' };
  }
  return acceptAsUsual;
}

const answerNames = [
  'loseResponse',
  'hang',
  'hangBefore',
  'bare500',
  'acceptThen500',
  'rate429',
  'reset',
  'garbage200',
] as const;

const share = (value: unknown) => typeof value === 'number' && value >= 0 && value <= 1;
const milliseconds = (value: unknown) => typeof value === 'number' && value >= 0;
const codeOrNull = (value: unknown) => value === null || (typeof value === 'number' && knownCode(value) !== undefined);

const codesByDigits = (value: unknown) =>
  isJsonObject(value) &&
  Object.entries(value).every(([digits, code]) => /^\d+$/.test(digits) && code !== null && codeOrNull(code));

const rules: Record<string, (value: unknown) => boolean> = {
  seed: Number.isInteger,
  ...Object.fromEntries(answerNames.map((name) => [name, share])),
  slowMs: milliseconds,
  delayResponseMs: milliseconds,
  outage: (value) => value === null || value === 'errors' || value === 'hang',
  rejectWith: codeOrNull,
  failWith: codeOrNull,
  rejectTo: codesByDigits,
  failTo: codesByDigits,
  retryAfter: (value) => value === null || typeof value === 'string',
  webhooks: isJsonObject,
};
const webhookRules: Record<string, (value: unknown) => boolean> = {
  delayMs: milliseconds,
  shuffle: share,
  duplicate: share,
  lose: share,
  batchSize: (value) => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 1000,
};

/** Reads the faults of a request or of SANDBOX_FAULTS; what is not named is off. A string is what is wrong with them. */
export function parseFaults(value: unknown): Faults | string {
  if (!isJsonObject(value)) return 'faults must be a JSON object';
  const problem = firstProblem(value, rules) ?? firstProblem(value['webhooks'] ?? {}, webhookRules);
  if (problem !== undefined) return problem;
  const faults: Faults = {
    ...noFaults,
    ...value,
    webhooks: { ...noFaults.webhooks, ...objectOrNothing(value['webhooks']) },
  };
  const total = answerNames.reduce((sum, name) => sum + faults[name], 0);
  return total > 1 + 1e-9 ? `the shares of the answers add up to ${total}: more than 1` : faults;
}

function firstProblem(value: unknown, allowed: typeof rules): string | undefined {
  for (const [name, field] of Object.entries(objectOrNothing(value))) {
    const isValid = allowed[name];
    if (!isValid) return `unknown fault "${name}"; known: ${Object.keys(allowed).join(', ')}`;
    if (!isValid(field)) return `fault "${name}" cannot be ${JSON.stringify(field)}`;
  }
  return undefined;
}

function objectOrNothing(value: unknown) {
  return isJsonObject(value) ? value : {};
}
