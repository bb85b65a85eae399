export type SpanFields = Readonly<Record<string, string | number>>;

export interface SpanStart {
  /** What is done, the same for all of its kind: no ids. */
  readonly name: string;
  readonly kind: 'server' | 'client' | 'producer' | 'consumer';
  /** W3C `traceparent` of what this is a part of; null begins a trace of its own. */
  readonly within: string | null;
  /** As little personal as those of the log: ids of ours, codes, figures. */
  readonly fields?: SpanFields;
}

/** A step under way. */
export interface Span {
  /** For what follows from it, in this process or another; null where nothing is traced. */
  readonly traceparent: string | null;
  end(fields?: SpanFields, failed?: boolean): void;
}

const NO_SPAN: Span = { traceparent: null, end: () => undefined };

/** The steps of requests and messages, for whoever collects traces; costs nothing where nobody does. */
export abstract class Tracing {
  /** False where nobody collects: what only serves traces need not be looked up. */
  abstract readonly on: boolean;

  abstract begin(start: SpanStart): Span;

  /** Hands over what has ended; at the end of the process. */
  abstract stop(): Promise<void>;

  static off(): Tracing {
    return OFF;
  }
}

class NoTracing extends Tracing {
  readonly on = false;

  begin(): Span {
    return NO_SPAN;
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }
}

const OFF = new NoTracing();
