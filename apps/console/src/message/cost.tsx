import type { ReactNode } from 'react';
import type { Message } from 'recado-client';
import { useTexts } from '../language/use-texts.js';
import { mayHaveBeenSent } from './may-have-been-sent.js';
import { priceInWords } from './price-in-words.js';
import { messageTexts } from './texts.js';

/** What Meta charges for a message, in words. */
export function Cost({ message: { status, error, pricing } }: { readonly message: Message }): ReactNode {
  const texts = useTexts(messageTexts);
  if (status === 'CANCELLED') return texts.costsNothing;
  if (status === 'FAILED') return mayHaveBeenSent(error?.code) ? texts.costUnknown : texts.costsNothing;
  return priceInWords(pricing, texts) ?? texts.noCost;
}
