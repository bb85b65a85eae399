import type { FastifyRequest, RequestPayload } from 'fastify';
import type { Problem } from '../problems/problem.js';
import { ProblemException } from '../problems/problem-exception.js';

const FULL: Problem = {
  code: 'UNAVAILABLE',
  detail: 'Other calls have filled the memory that is set aside for bodies. Try again.',
  headers: { 'retry-after': '2' },
};

/** What holds a part, besides its bytes: a body may come byte by byte. */
const BYTES_A_PART = 400;

interface Held {
  bytes: number;
  ended: boolean;
}

/**
 * What requests hold in memory before anybody knows whether they may: the bytes of their bodies count from when they come
 * until the answer, or until the caller has hung up. Beyond the limit a request is refused, and what it goes on sending is
 * thrown away.
 */
export class HeldBodies {
  private bytes = 0;
  private readonly requests = new WeakMap<FastifyRequest, Held>();

  constructor(
    private readonly limit: number,
    /** The most that one body may have; what announces more is refused as too large. */
    private readonly bodyLimit: number,
  ) {}

  /** What is wrong with a request before any of its body is read; null if nothing is. */
  problemOf({ headers }: FastifyRequest): Problem | null {
    const announced = Math.min(Number(headers['content-length'] ?? 0), this.bodyLimit);
    return this.bytes + announced > this.limit ? FULL : null;
  }

  /**
   * From now on, as the body comes in. Whoever reads it has to listen in the same tick: it flows from the next one on. Beyond the
   * limit its reader hears an error.
   */
  count(request: FastifyRequest, body: RequestPayload): void {
    const held: Held = { bytes: 0, ended: false };
    this.requests.set(request, held);
    body.on('data', (chunk: Buffer) => {
      // Whoever was answered already is only read to the end.
      if (held.ended) return;
      const bytes = chunk.length + BYTES_A_PART;
      if (this.bytes + bytes <= this.limit) {
        this.bytes += bytes;
        held.bytes += bytes;
        return;
      }
      // At once, because the next part may be here before the answer; but its reader has to finish this one first.
      this.release(request);
      process.nextTick(() => body.emit('error', new ProblemException(FULL)));
    });
    // A reader that has refused the body by itself, as too large, does not listen any more.
    body.on('error', () => undefined);
  }

  /** It is being answered, even if its client has hung up: of that the reader of the body hears as of an error. */
  release(request: FastifyRequest): void {
    const held = this.requests.get(request);
    if (held === undefined || held.ended) return;
    held.ended = true;
    this.bytes -= held.bytes;
  }
}
