import { AsyncLocalStorage } from 'node:async_hooks';

export interface CurrentRequest {
  /** What the caller finds as `X-Request-Id`. */
  readonly id: string;
  /** Of its span, for what follows from it; null where nothing is traced. */
  readonly traceparent: string | null;
}

const NONE: CurrentRequest = { id: '', traceparent: null };

const requests = new AsyncLocalStorage<CurrentRequest>();

/** Whatever is called or awaited in `work` belongs to this request. */
export function duringRequest(request: CurrentRequest, work: () => void): void {
  requests.run(request, work);
}

/** The request that is being served. What is done for several at once (a batch, a sweep) must not ask: it would hear of any of them. */
export function currentRequest(): CurrentRequest {
  return requests.getStore() ?? NONE;
}
