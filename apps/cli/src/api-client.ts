/** What the API answered, or why it did not. */
export type ApiAnswer =
  | { readonly kind: 'answered'; readonly status: number; readonly text: string; readonly json: unknown }
  | { readonly kind: 'silent'; readonly reason: string };

const PATIENCE_MS = 10_000;

/** The REST API as its callers see it. */
export class ApiClient {
  constructor(
    /** Without a slash at the end. */
    readonly url: string,
    /** Null: none is known, and only what is open can be asked. */
    private readonly key: string | null,
  ) {}

  /** `path` from the root: `/api/v1/whatsapp/messages`. Never throws for what the network does. */
  async call(method: string, path: string, body?: object): Promise<ApiAnswer> {
    try {
      const response = await fetch(`${this.url}${path}`, {
        method,
        headers: {
          ...(this.key !== null && { authorization: `Bearer ${this.key}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      const text = await response.text();
      return { kind: 'answered', status: response.status, text, json: parsed(text) };
    } catch (error) {
      return { kind: 'silent', reason: reasonOf(error) };
    }
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
