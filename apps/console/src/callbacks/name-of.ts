import type { Endpoint } from './endpoint.js';

/** How people call it: what its owner wrote of it, or where it is. */
export function nameOf({ description, url }: Pick<Endpoint, 'description' | 'url'>): string {
  return description ?? url;
}
