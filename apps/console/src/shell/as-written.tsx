import type { ReactNode } from 'react';
import { withoutDirectionMarks } from './without-direction-marks.js';

/**
 * What others wrote: a name, an order, a reason. Arabic and Hebrew run from right to left in it, and nothing beside it does. `<bdi>`
 * alone does not hold a text that closes it by a mark of its own.
 */
export function AsWritten({ text }: { readonly text: string }): ReactNode {
  return <bdi>{withoutDirectionMarks(text)}</bdi>;
}
