import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiClient } from './api-client.js';
import type { Message } from './message.js';

const STEPS = ['PENDING', 'SENT', 'DELIVERED', 'READ'] as const;

export type Step = (typeof STEPS)[number];

export type End = { kind: 'read' } | { kind: 'ended'; message: Message } | { kind: 'late'; message: Message };

/** What becomes of a message, step by step as it happens, until it ends or the time is over. */
export async function followMessage(
  api: Pick<ApiClient, 'getMessage'>,
  first: Message,
  onStep: (step: Step, message: Message) => void,
  timeoutMs: number,
): Promise<End> {
  const deadline = Date.now() + timeoutMs;
  const told = new Set<Step>();
  for (let message = first; ; message = await api.getMessage(first.id)) {
    for (const step of stepsOf(message)) {
      if (!told.has(step)) onStep(step, message);
      told.add(step);
    }
    if (message.status === 'READ') return { kind: 'read' };
    if (message.status === 'FAILED' || message.status === 'CANCELLED') return { kind: 'ended', message };
    if (Date.now() > deadline) return { kind: 'late', message };
    await sleep(50);
  }
}

/** Every step of the way so far: two may have happened between two looks. */
export function stepsOf({ status }: Message): Step[] {
  return STEPS.slice(0, Math.max(1, STEPS.findIndex((step) => step === status) + 1));
}
