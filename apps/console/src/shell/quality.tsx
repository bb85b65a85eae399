import type { ReactNode } from 'react';
import { useTexts } from '../language/use-texts.js';
import { Mark } from './mark.js';
import { qualityTexts } from './quality-texts.js';

/** What recipients think of a template or a number, as Meta rates it. */
export function Quality({ rating }: { readonly rating: string | null }): ReactNode {
  const texts = useTexts(qualityTexts);
  switch (rating) {
    case 'GREEN':
      return <Mark mood="good">{texts.GREEN}</Mark>;
    case 'YELLOW':
      return <Mark mood="warn">{texts.YELLOW}</Mark>;
    case 'RED':
      return <Mark mood="bad">{texts.RED}</Mark>;
    default:
      return <Mark mood="quiet">{rating === null || rating === 'UNKNOWN' ? texts.unknown : rating}</Mark>;
  }
}
