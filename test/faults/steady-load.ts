import { Agent, request } from 'undici';
import type { FaultStack } from './fault-stack.js';

export interface LoadReport {
  /** Ids that were answered 202. */
  readonly accepted: readonly string[];
  /** Answers other than 202, and broken connections, each of which was repeated with the same idempotency key. */
  readonly repeated: number;
}

/**
 * Posts `count` messages at `rate` a second, each until it is answered 202, as a careful client does: the same
 * idempotency key, a short pause.
 */
export async function steadyLoad(stack: FaultStack, count: number, rate: number, label: string): Promise<LoadReport> {
  const agent = new Agent({ connections: 64, headersTimeout: 5_000, bodyTimeout: 5_000 });
  const accepted: string[] = [];
  let repeated = 0;
  const post = async (index: number): Promise<void> => {
    for (;;) {
      const id = await postOnce(stack, agent, index, label);
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
  for (let index = 0; index < count; index += 1) {
    const dueAt = startedAt + (index * 1_000) / rate;
    const wait = dueAt - performance.now();
    if (wait > 1) await new Promise((resolve) => setTimeout(resolve, wait));
    posts.push(post(index));
  }
  await Promise.all(posts);
  await agent.close();
  return { accepted, repeated };
}

async function postOnce(stack: FaultStack, agent: Agent, index: number, label: string): Promise<string | null> {
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
      return String(body.id);
    if (response.statusCode < 500 && response.statusCode !== 429) {
      throw new RangeError(`the API refused a good message: ${JSON.stringify(body)}`);
    }
    return null;
  } catch (error) {
    if (error instanceof RangeError) throw error;
    return null;
  }
}
