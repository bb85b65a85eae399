import type { ReactNode } from 'react';
import { useTexts } from '../language/use-texts.js';
import { messageTexts } from '../message/texts.js';
import { Breakable } from '../shell/breakable.js';

interface PriceNameProps {
  readonly of: 'categories' | 'priceTypes';
  readonly name: string;
}

/** A category or a type of Meta's prices as the view of a message calls it; Meta's own name where nobody has put it into words. */
export function PriceName({ of, name }: PriceNameProps): ReactNode {
  const word = new Map<string, string>(Object.entries(useTexts(messageTexts)[of])).get(name);
  return (
    word ?? (
      <span lang="en">
        <Breakable name={name} />
      </span>
    )
  );
}
