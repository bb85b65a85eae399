import type { Caller } from '#clients';

/** Who calls, and in which request: use cases are handed both, so that what they keep and log leads back to it. */
export interface RequestCaller extends Caller {
  /** What the caller finds as `X-Request-Id`. */
  readonly requestId: string;
  /** Of its span (W3C Trace Context), for what follows from it; null where nothing is traced. */
  readonly traceparent: string | null;
}
