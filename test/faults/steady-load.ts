import { Agent, request } from 'undici';
import type { FaultStack } from './fault-stack.js';

/** One answer of the API; times as `performance.now()` has them. */
interface PostedOnce {
  /** 0: the connection broke, or was silent for 5 s. */
  readonly status: number;
  readonly askedAt: number;
  readonly answeredAt: number;
}

export interface LoadReport {
  /** Ids that were answered 202. */
  readonly accepted: readonly string[];
  /** Answers other than 202, and broken connections, each of which was repeated with the same idempotency key. */
  readonly repeated: number;
  /** How often each status was answered; 0 counts connections that broke or were silent for 5 s. */
  readonly answers: ReadonlyMap<number, number>;
  /** How often a connection broke, by what undici says of it: whoever was silent for 5 s may still have answered. */
  readonly broken: ReadonlyMap<string, number>;
  readonly posts: readonly PostedOnce[];
  /** Milliseconds of the slowest answer, and of the one that 99 of 100 answers are not slower than. */
  readonly slowestMs: number;
  readonly p99Ms: number;
}

/**
 * Posts `count` messages at `rate` a second, or fewer if `isEnough` says so, each until it is answered 202, as a careful client
 * does: the same idempotency key, a short pause.
 */
export async function steadyLoad(
  stack: FaultStack,
  count: number,
  rate: number,
  label: string,
  isEnough: () => boolean = () => false,
): Promise<LoadReport> {
  const agent = new Agent({ connections: 64, headersTimeout: 5_000, bodyTimeout: 5_000 });
  const accepted: string[] = [];
  let repeated = 0;
  const answers = new Map<number, number>();
  const broken = new Map<string, number>();
  const posted: PostedOnce[] = [];
  const post = async (index: number): Promise<void> => {
    for (;;) {
      const askedAt = performance.now();
      const { status, id, fault } = await postOnce(stack, agent, index, label);
      posted.push({ status, askedAt, answeredAt: performance.now() });
      answers.set(status, (answers.get(status) ?? 0) + 1);
      if (fault !== null && !SILENT.has(fault)) broken.set(fault, (broken.get(fault) ?? 0) + 1);
      if (id !== null) {
        accepted.push(id);
        return;
      }
      repeated += 1;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  };
  const startedAt = performance.now();
  const posts: Promise<void>[] = [];
  for (let index = 0; index < count && !isEnough(); index += 1) {
    const dueAt = startedAt + (index * 1_000) / rate;
    const wait = dueAt - performance.now();
    if (wait > 1) await new Promise((resolve) => setTimeout(resolve, wait));
    posts.push(post(index));
  }
  await Promise.all(posts);
  await agent.close();
  const times = posted.map(({ askedAt, answeredAt }) => answeredAt - askedAt).toSorted((one, other) => one - other);
  const slowestMs = Math.round(times.at(-1) ?? 0);
  const p99Ms = Math.round(times[Math.floor(times.length * 0.99)] ?? 0);
  return { accepted, repeated, answers, broken, posts: posted, slowestMs, p99Ms };
}

/** Of undici: https://undici.nodejs.org/#/docs/api/Errors */
const SILENT: ReadonlySet<string> = new Set([
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_CONNECT_TIMEOUT',
]);

async function postOnce(
  stack: FaultStack,
  agent: Agent,
  index: number,
  label: string,
): Promise<{ readonly status: number; readonly id: string | null; readonly fault: string | null }> {
  try {
    const response = await request(`${stack.apiUrl}/messages`, {
      method: 'POST',
      dispatcher: agent,
      headers: { ...stack.headers, 'idempotency-key': `${label}-${index}` },
      body: JSON.stringify({
        to: `+34600${String(index).padStart(6, '0')}`,
        template: { name: 'po_notification', language: 'es', parameters: ['Proveedor', `PO-${index}`, '€1,250.00'] },
        reference: `PO-${index}`,
      }),
    });
    const body: unknown = await response.body.json();
    if (response.statusCode === 202 && typeof body === 'object' && body !== null && 'id' in body)
      return { status: 202, id: String(body.id), fault: null };
    if (response.statusCode < 500 && response.statusCode !== 429) {
      throw new RangeError(`the API refused a good message: ${JSON.stringify(body)}`);
    }
    return { status: response.statusCode, id: null, fault: null };
  } catch (error) {
    if (error instanceof RangeError) throw error;
    return { status: 0, id: null, fault: codeOf(error) };
  }
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error ? String(error.code) : `${error.name}: ${error.message}`;
}
