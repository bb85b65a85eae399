import { isJsonObject } from '#graph-api';
import type { FaultStack } from './fault-stack.js';

const BATCH = 1_000;

/** A message as the sandbox took it. */
export interface Taken {
  readonly to: string;
  /** The message's id here. */
  readonly id: string;
  /** By the clock of this machine, in milliseconds. */
  readonly at: number;
}

export interface Post {
  readonly to: string;
  readonly priority: 'high' | 'normal' | 'bulk';
}

let numbers = 0;

/** Recipients that nobody else has. */
export function recipients(count: number): string[] {
  return Array.from({ length: count }, () => `+34600${String((numbers += 1)).padStart(6, '0')}`);
}

async function post(stack: FaultStack, path: string, body: unknown): Promise<unknown> {
  const response = await fetch(`${stack.apiUrl}${path}`, {
    method: 'POST',
    headers: stack.headers,
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

/** Accepts all of these as one batch after the other. */
export async function postAll(stack: FaultStack, posts: readonly Post[]): Promise<void> {
  for (let start = 0; start < posts.length; start += BATCH) {
    const messages = posts.slice(start, start + BATCH).map(({ to, priority }) => ({
      to,
      priority,
      template: { name: 'po_notification', language: 'es', parameters: ['Proveedor', 'PO-1', '€1,250.00'] },
    }));
    const answer = await post(stack, '/messages/batch', { messages });
    const results = isJsonObject(answer) && Array.isArray(answer['results']) ? answer['results'] : [];
    const accepted = results.filter((result) => isJsonObject(result) && result['status'] === 202);
    if (accepted.length !== messages.length)
      throw new Error(`the API refused a good message: ${JSON.stringify(answer)}`);
  }
}

/** One purchase order; its message's id, and when it was posted. */
export async function postOrder(stack: FaultStack): Promise<{ readonly id: string; readonly postedAt: number }> {
  const [phone = ''] = recipients(1);
  const postedAt = Date.now();
  const answer = await post(stack, '/purchase-orders', {
    supplier: { name: 'Proveedor ABC', phone },
    orderNumber: `PO-${phone}`,
    total: { amount: '1250.00', currency: 'EUR' },
  });
  return { id: isJsonObject(answer) ? String(answer['id']) : '', postedAt };
}

export async function takenCount(stack: FaultStack): Promise<number> {
  const stats = await stack.control('GET', '/sandbox/stats');
  return isJsonObject(stats) ? Number(stats['accepted']) : 0;
}

/** How often the sandbox has refused with this code. */
export async function refused(stack: FaultStack, code: number): Promise<number> {
  const stats = await stack.control('GET', '/sandbox/stats');
  const byCode = isJsonObject(stats) ? stats['rejectedByCode'] : undefined;
  return isJsonObject(byCode) ? Number(byCode[String(code)] ?? 0) : 0;
}

/** The last `count` that the sandbox took, oldest first. */
export async function lastTaken(stack: FaultStack, count: number): Promise<readonly Taken[]> {
  const answer = await stack.control('GET', `/sandbox/messages?limit=${count}`);
  const messages = isJsonObject(answer) && Array.isArray(answer['messages']) ? answer['messages'] : [];
  return messages
    .filter(isJsonObject)
    .map((message) => ({
      to: String(message['to']),
      id: String(message['callbackData']).split('.')[0] ?? '',
      at: Date.parse(String(message['acceptedAt'])),
    }))
    .toSorted((one, other) => one.at - other.at);
}

/** The most of these moments in any rolling second. */
export function peakOf(times: readonly number[]): number {
  const sorted = times.toSorted((one, other) => one - other);
  let peak = 0;
  let first = 0;
  for (const [index, time] of sorted.entries()) {
    while ((sorted[first] ?? 0) <= time - 1_000) first += 1;
    peak = Math.max(peak, index - first + 1);
  }
  return peak;
}

/** How much of a rate was used between the first and the last of these moments. */
export function utilisation(times: readonly number[], mps: number): number {
  const sorted = times.toSorted((one, other) => one - other);
  const seconds = ((sorted.at(-1) ?? 0) - (sorted[0] ?? 0)) / 1_000;
  return (sorted.length - 1) / seconds / mps;
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
