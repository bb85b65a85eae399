import type { Endpoint } from './endpoint.js';

/** The machine has given it up: somebody counts on being told, and is not. */
export function isDead({ disabledBecause }: Pick<Endpoint, 'disabledBecause'>): boolean {
  return disabledBecause !== null && disabledBecause !== 'PERSON';
}
