/** What the API answered, or why it did not. */
export type ApiAnswer =
  | { readonly kind: 'answered'; readonly status: number; readonly text: string; readonly json: unknown }
  /** `mayHaveArrived`: only the answer may be lost, and the API may have done what it was asked for. */
  | { readonly kind: 'silent'; readonly reason: string; readonly mayHaveArrived: boolean };

const PATIENCE_MS = 10_000;

/** Before these nothing of a request has left this machine. */
const NEVER_ARRIVED: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** The REST API as its callers see it. */
export class ApiClient {
  constructor(
    /** Without a slash at the end. */
    readonly url: string,
    /** Null: none is known, and only what is open can be asked. */
    private readonly key: string | null,
    private readonly patienceMs = PATIENCE_MS,
  ) {}

  get hasKey(): boolean {
    return this.key !== null;
  }

  /** `path` from the root: `/api/v1/whatsapp/messages`. Never throws for what the network does. */
  async call(
    method: string,
    path: string,
    body?: object,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<ApiAnswer> {
    try {
      const response = await fetch(`${this.url}${path}`, {
        method,
        headers: {
          ...headers,
          ...(this.key !== null && { authorization: `Bearer ${this.key}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(this.patienceMs),
      });
      const text = await response.text();
      return { kind: 'answered', status: response.status, text, json: parsed(text) };
    } catch (error) {
      const reason = reasonOf(error);
      return { kind: 'silent', reason, mayHaveArrived: !NEVER_ARRIVED.has(reason) };
    }
  }

  /** Hands in what must not be made twice: where the answer is lost it is asked for once more, with the same key. */
  async submit(path: string, body: object, idempotencyKey: string): Promise<ApiAnswer> {
    const headers = { 'idempotency-key': idempotencyKey };
    const first = await this.call('POST', path, body, headers);
    if (first.kind === 'answered' || !first.mayHaveArrived) return first;
    const again = await this.call('POST', path, body, headers);
    // That nothing listens any more says nothing of the first one.
    return again.kind === 'answered' ? again : first;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** fetch hides what happened behind "fetch failed". */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  if (!(cause instanceof Error)) return String(cause);
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message;
}
