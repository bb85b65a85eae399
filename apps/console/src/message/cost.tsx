import type { ReactNode } from 'react';
import type { Message } from 'recado-client';
import { useTexts } from '../language/use-texts.js';
import { priceInWords } from './price-in-words.js';
import { messageTexts } from './texts.js';

/** How a message may have ended that Meta may have sent all the same. */
const MAY_HAVE_BEEN_SENT: readonly (string | undefined)[] = ['UNCONFIRMED', 'FAILED_BY_OPERATOR', 'ERASED'];

/** What Meta charges for a message, in words. */
export function Cost({ message: { status, error, pricing } }: { readonly message: Message }): ReactNode {
  const texts = useTexts(messageTexts);
  if (status === 'CANCELLED') return texts.costsNothing;
  if (status === 'FAILED') return MAY_HAVE_BEEN_SENT.includes(error?.code) ? texts.costUnknown : texts.costsNothing;
  return priceInWords(pricing, texts) ?? texts.noCost;
}
