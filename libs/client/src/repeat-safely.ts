import { RecadoError } from './recado-error.js';
import { readRetryAfter } from './read-retry-after.js';

/** How calls are repeated. */
export interface Repetition {
  /** Milliseconds that one call may take, its answer included; 30,000. */
  readonly timeout: number;
  /** How often a call is made again, where that is safe; 3, and 0 for never. */
  readonly retries: number;
  /** Passes the time between two calls, in milliseconds, and may end early with the signal. */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** From 0 to 1: spreads the calls of many clients. */
  readonly random: () => number;
}

const DEFAULTS: Repetition = { timeout: 30_000, retries: 3, wait: waitFor, random: Math.random };

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 8_000;
/** Whoever is asked to wait for longer decides himself: the error has `retryAfter`. */
const LONGEST_RETRY_AFTER_MS = 60_000;

/** POSTs that have the effect of one, and the answer of one, however often they are made; see docs/api.md. */
const REPEATABLE_POST =
  /\/api\/v1\/whatsapp\/(purchase-orders|suppressions|messages\/[^/]+\/cancel|templates\/sync|templates\/[^/]+\/preview)$/;
const PASSING: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);
/** Of Node's network: the request did not leave. */
const NOT_SENT: ReadonlySet<unknown> = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'UND_ERR_CONNECT_TIMEOUT',
]);

type Outcome =
  | { readonly kind: 'answered'; readonly response: Response }
  /** `sent: false` is certain; otherwise it may have had its effect. */
  | { readonly kind: 'unanswered'; readonly sent: boolean; readonly timedOut: boolean; readonly cause: unknown };

/**
 * A `fetch` with a deadline that makes a failed call again where it is safe: always if it never left or was refused for
 * being one too many, and otherwise only if repeating it has the effect and the answer of one call.
 * @throws RecadoError UNREACHABLE or TIMED_OUT where the last call had no answer; the signal's reason when the caller ends it
 */
export function repeatSafely(settings: Partial<Repetition>): (request: Request) => Promise<Response> {
  const repetition = { ...DEFAULTS, ...settings };
  return async (request) => {
    for (let made = 1; ; made += 1) {
      const outcome = await callOnce(request, repetition.timeout);
      const pause = made > repetition.retries ? null : pauseAfter(outcome, request, made, repetition.random);
      if (pause === null) return responseOf(outcome, request);
      await repetition.wait(pause, request.signal);
      request.signal.throwIfAborted();
    }
  };
}

async function callOnce(request: Request, timeout: number): Promise<Outcome> {
  const deadline = AbortSignal.timeout(timeout);
  try {
    const signal = AbortSignal.any([request.signal, deadline]);
    const response = await fetch(request.clone(), { signal });
    // Read to its end here, where a connection that breaks in the middle is still a call to be repeated.
    const body = await response.arrayBuffer();
    return { kind: 'answered', response: new Response(body.byteLength === 0 ? null : body, response) };
  } catch (cause) {
    request.signal.throwIfAborted();
    return { kind: 'unanswered', sent: !NOT_SENT.has(networkCode(cause)), timedOut: deadline.aborted, cause };
  }
}

function responseOf(outcome: Outcome, { headers }: Request): Response {
  if (outcome.kind === 'answered') return outcome.response;
  throw RecadoError.ofSilence({ ...outcome, idempotencyKey: headers.get('idempotency-key') });
}

/** Milliseconds until the call is made again; null where it must not be. */
function pauseAfter(outcome: Outcome, request: Request, made: number, random: () => number): number | null {
  const spread = 0.5 + random() / 2;
  const pause = Math.min(FIRST_PAUSE_MS * 2 ** (made - 1), LONGEST_PAUSE_MS) * spread;
  if (outcome.kind === 'unanswered') return outcome.sent && !isRepeatable(request) ? null : pause;
  const { status, headers } = outcome.response;
  if (!PASSING.has(status)) return null;
  // One too many was refused before anybody looked at it.
  if (status !== 429 && !isRepeatable(request)) return null;
  const asked = (readRetryAfter(headers) ?? 0) * 1_000;
  return asked > LONGEST_RETRY_AFTER_MS ? null : asked + pause;
}

function isRepeatable({ method, url, headers }: Request): boolean {
  if (method === 'GET' || method === 'HEAD') return true;
  return method === 'POST' && (headers.has('idempotency-key') || REPEATABLE_POST.test(new URL(url).pathname));
}

function networkCode(error: unknown): unknown {
  const cause = error instanceof Error ? error.cause : undefined;
  return typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
}

/** Ends early with the signal; whoever waits looks at it. */
function waitFor(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, signal.aborted ? 0 : milliseconds);
    signal.addEventListener('abort', end);
  });
}
