import { Agent, type Dispatcher } from 'undici';
import { AddressRefusedError, type Resolve, guardedLookup } from './guarded-lookup.js';
import { type CallbackAddresses, addressOf } from './callback-addresses.js';

const CONNECT_TIMEOUT_MS = 5_000;
/** Of what an endpoint answers, so many bytes are kept. */
const KEPT_BYTES = 1_024;
/** And so many are read, so that the connection can be used again. */
const READ_BYTES = 65_536;

export interface CallbackConnectionOptions {
  readonly addresses: CallbackAddresses;
  /** In production, also for what was saved before it was. */
  readonly httpsOnly: boolean;
  /** Milliseconds for all of it, from the name to the first line of the answer. */
  readonly timeoutMs: number;
  readonly resolve?: Resolve;
}

export type CallbackExchange =
  | { readonly kind: 'answered'; readonly status: number; readonly retryAfter: string | null; readonly answer: string }
  | { readonly kind: 'unanswered'; readonly error: string };

/** HTTP to callers' endpoints: one try, no redirects, one deadline, and no address that is not theirs to give. */
export class CallbackConnection {
  private readonly agent: Agent;

  constructor(private readonly options: CallbackConnectionOptions) {
    this.agent = new Agent({
      allowH2: false,
      pipelining: 1,
      connect: {
        timeout: CONNECT_TIMEOUT_MS,
        lookup: guardedLookup(options.addresses, options.resolve),
      },
      keepAliveTimeout: 10_000,
      keepAliveMaxTimeout: 60_000,
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }

  /** Never rejects. A 2xx counts with its first line: what follows it may be cut off. */
  post(
    url: string,
    headers: Readonly<Record<string, string>>,
    body: string,
    signal: AbortSignal,
  ): Promise<CallbackExchange> {
    const { protocol, hostname, origin, pathname, search } = new URL(url);
    if (this.options.httpsOnly && protocol !== 'https:') {
      return Promise.resolve({ kind: 'unanswered', error: 'NOT_HTTPS' });
    }
    // An address needs no looking up, so nobody would look at it.
    const address = addressOf(hostname);
    if (address !== null && !this.options.addresses.allows(address, hostname)) {
      return Promise.resolve({ kind: 'unanswered', error: new AddressRefusedError().code });
    }
    return new Promise((resolve) => {
      const exchange = new Exchange(resolve, this.options.timeoutMs, signal);
      this.agent.dispatch(
        {
          origin,
          path: pathname + search,
          method: 'POST',
          headers: { ...headers, 'content-type': 'application/json', 'user-agent': 'Recado' },
          body,
        },
        exchange,
      );
    });
  }

  close(): Promise<void> {
    return this.agent.destroy();
  }
}

/** Listens to one try. */
class Exchange implements Dispatcher.DispatchHandler {
  private controller: Dispatcher.DispatchController | null = null;
  private settled = false;
  private status = 0;
  private retryAfter: string | null = null;
  private received = 0;
  private readonly kept: Buffer[] = [];
  private readonly timer: NodeJS.Timeout;
  private readonly onAbort = (): void => this.giveUp('CANCELLED');

  constructor(
    private readonly resolve: (exchange: CallbackExchange) => void,
    timeoutMs: number,
    private readonly signal: AbortSignal,
  ) {
    this.timer = setTimeout(() => this.giveUp('TIMEOUT'), timeoutMs);
    if (signal.aborted) this.giveUp('CANCELLED');
    else signal.addEventListener('abort', this.onAbort, { once: true });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.settled) controller.abort(new Error('This try is over.'));
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    // A word in between (103): the answer is still to come.
    if (status < 200) return;
    this.status = status;
    const retryAfter = headers['retry-after'];
    this.retryAfter = (Array.isArray(retryAfter) ? retryAfter[0] : retryAfter) ?? null;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.received < KEPT_BYTES) this.kept.push(chunk.subarray(0, KEPT_BYTES - this.received));
    this.received += chunk.length;
    if (this.received > READ_BYTES) this.giveUp('ANSWER_TOO_LONG');
  }

  onResponseEnd(): void {
    this.settle(this.answered());
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.fail('code' in error && typeof error.code === 'string' ? error.code : error.name);
  }

  private giveUp(error: string): void {
    this.fail(error);
    this.controller?.abort(new Error(error));
  }

  private fail(error: string): void {
    this.settle(this.status === 0 ? { kind: 'unanswered', error } : this.answered());
  }

  private answered(): CallbackExchange {
    const answer = Buffer.concat(this.kept).toString('utf8').replaceAll('\0', '\uFFFD');
    return { kind: 'answered', status: this.status, retryAfter: this.retryAfter, answer };
  }

  private settle(exchange: CallbackExchange): void {
    if (this.settled) return;
    this.settled = true;
    clearTimeout(this.timer);
    this.signal.removeEventListener('abort', this.onAbort);
    this.resolve(exchange);
  }
}
