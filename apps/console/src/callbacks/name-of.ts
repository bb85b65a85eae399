import { withoutDirectionMarks } from '../shell/without-direction-marks.js';
import type { Endpoint } from './endpoint.js';

/** How people call it: what its owner wrote of it, or where it is. */
export function nameOf({ description, url }: Pick<Endpoint, 'description' | 'url'>): string {
  return withoutDirectionMarks(description ?? url);
}
