import { isJsonObject } from '#graph-api';
import type { FaultStack } from './fault-stack.js';

/** Earliest times in Unix seconds; null: never. Whoever read a message has it, so `delivered` is never later than `read`. */
export interface Told {
  readonly delivered: number | null;
  readonly read: number | null;
}

/** As many as the sandbox of a stack keeps. */
const KEPT = 50_000;

/** By the sandbox' own memory: what it told by webhook of each message that it told anything of. */
export async function toldByMeta(stack: FaultStack): Promise<ReadonlyMap<string, Told>> {
  const memory = await stack.control('GET', `/sandbox/messages?limit=${KEPT}`);
  if (!isJsonObject(memory) || !Array.isArray(memory['messages'])) throw new Error('the sandbox lists its messages');
  const told = new Map<string, Told>();
  for (const { callbackData, events } of memory['messages'].filter(isJsonObject)) {
    const [id = ''] = String(callbackData).split('.');
    for (const event of Array.isArray(events) ? events.filter(isJsonObject) : []) {
      told.set(id, heard(told.get(id), String(event['status']), Number(event['timestamp'])));
    }
  }
  return told;
}

function heard(before: Told = { delivered: null, read: null }, status: string, timestamp: number): Told {
  const earliest = (time: number | null): number => Math.min(time ?? timestamp, timestamp);
  if (status === 'read') return { delivered: earliest(before.delivered), read: earliest(before.read) };
  return status === 'delivered' ? { ...before, delivered: earliest(before.delivered) } : before;
}
