import { at } from './at.js';

/** Names and values at a path of something that was parsed; empty where there are none. */
export function entriesAt(
  value: unknown,
  ...path: readonly (string | number)[]
): readonly (readonly [string, unknown])[] {
  const inside = at(value, ...path);
  return isRecord(inside) ? Object.entries(inside) : [];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
