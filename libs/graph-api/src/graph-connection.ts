import { Pool, type Dispatcher } from 'undici';

const CONNECT_TIMEOUT_MS = 3_000;
const MAX_ANSWER_BYTES = 1_048_576;
// Idle connections are dropped well before Meta drops them: a request written into a connection that the other side
// is closing ends in a reset, and nobody can tell whether it was read.
const KEEP_ALIVE_MS = 10_000;

export interface GraphConnectionOptions {
  /** Scheme and host of the Graph API, e.g. `https://graph.facebook.com`. */
  readonly origin: string;
  /** Milliseconds for one whole exchange: connecting, headers and body. */
  readonly timeoutMs: number;
  /** At least as many as requests can be under way at once, so that none waits for a connection. */
  readonly connections: number;
  readonly dispatcher?: Dispatcher;
}

export interface GraphRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly accessToken: string;
  readonly body?: string;
}

export type AnswerHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** What became of one request, told by the only question that matters for sending again: did it leave this machine? */
export type Exchange =
  | { readonly kind: 'answered'; readonly status: number; readonly headers: AnswerHeaders; readonly text: string }
  | { readonly kind: 'never_left'; readonly reason: string }
  | { readonly kind: 'lost'; readonly reason: string };

/** HTTP to Meta: one try, no redirects, no pipelining, one deadline for all of it. */
export class GraphConnection {
  private readonly dispatcher: Dispatcher;

  constructor(private readonly options: GraphConnectionOptions) {
    this.dispatcher =
      options.dispatcher ??
      new Pool(options.origin, {
        connections: options.connections,
        // A reset would make every request behind the first on the same connection unclear as well.
        pipelining: 1,
        allowH2: false,
        connect: { timeout: CONNECT_TIMEOUT_MS },
        keepAliveTimeout: KEEP_ALIVE_MS,
        keepAliveMaxTimeout: KEEP_ALIVE_MS,
        headersTimeout: 0,
        bodyTimeout: 0,
      });
  }

  exchange(request: GraphRequest, signal?: AbortSignal): Promise<Exchange> {
    return new Promise((resolve) => {
      const attempt = new Attempt(resolve, this.options.timeoutMs, signal);
      this.dispatcher.dispatch(
        {
          origin: this.options.origin,
          path: request.path,
          method: request.method,
          headers: {
            authorization: `Bearer ${request.accessToken}`,
            accept: 'application/json',
            ...(request.body !== undefined && { 'content-type': 'application/json' }),
          },
          body: request.body ?? null,
        },
        attempt,
      );
    });
  }

  /** Lets requests under way end, then closes the connections. */
  close(): Promise<void> {
    return this.dispatcher.close();
  }
}

/**
 * Listens to one request. undici calls `onRequestStart` right before the first byte is written, whatever failed before
 * it (name, route, handshake, certificate, waiting) cannot have reached Meta; whatever fails after it may have.
 */
class Attempt implements Dispatcher.DispatchHandler {
  private controller: Dispatcher.DispatchController | null = null;
  private settled = false;
  private status = 0;
  private headers: AnswerHeaders = {};
  private readonly chunks: Buffer[] = [];
  private received = 0;
  private readonly timer: NodeJS.Timeout;
  /** Of the monotonic clock. */
  private readonly deadlineMs: number;
  private readonly onAbort = (): void => this.giveUp('cancelled');

  constructor(
    private readonly resolve: (exchange: Exchange) => void,
    timeoutMs: number,
    private readonly signal?: AbortSignal,
  ) {
    this.deadlineMs = performance.now() + timeoutMs;
    this.timer = setTimeout(() => this.giveUp(`no complete answer within ${timeoutMs} ms`), timeoutMs);
    if (signal?.aborted) this.giveUp('cancelled');
    else signal?.addEventListener('abort', this.onAbort, { once: true });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // A process that was frozen hears of its connection before its timer, which is overdue by then.
    const isLate = performance.now() > this.deadlineMs;
    // Given up while waiting, or about to be written a second time: either way not a byte of it may go out now.
    if (this.settled || this.controller !== null || isLate) controller.abort(new Error('This request is over.'));
    else this.controller = controller;
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: AnswerHeaders): void {
    this.status = status;
    this.headers = headers;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.received += chunk.length;
    if (this.received > MAX_ANSWER_BYTES) this.giveUp('answer longer than 1 MB');
    else this.chunks.push(chunk);
  }

  onResponseEnd(): void {
    const text = Buffer.concat(this.chunks).toString('utf8');
    this.settle({ kind: 'answered', status: this.status, headers: this.headers, text });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.fail(describe(error));
  }

  private giveUp(reason: string): void {
    this.fail(reason);
    this.controller?.abort(new Error(reason));
  }

  private fail(reason: string): void {
    this.settle({ kind: this.controller === null ? 'never_left' : 'lost', reason });
  }

  private settle(exchange: Exchange): void {
    if (this.settled) return;
    this.settled = true;
    clearTimeout(this.timer);
    this.signal?.removeEventListener('abort', this.onAbort);
    this.resolve(exchange);
  }
}

// undici and Node put what happened into `code`; their messages may repeat an address, which says nothing more.
function describe(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}
