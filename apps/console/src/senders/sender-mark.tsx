import type { ReactNode } from 'react';
import { useTexts } from '../language/use-texts.js';
import { Mark } from '../shell/mark.js';
import type { Sender } from './sender.js';
import { sendersTexts } from './texts.js';

/** Whether it sends, in a word or two. */
export function SenderMark({ sender }: { readonly sender: Sender }): ReactNode {
  const texts = useTexts(sendersTexts);
  const { state, pause, waitUntil, halfOpen, configured } = sender;
  if (state === 'PAUSED') return <Mark mood="bad">{texts.paused[pause?.by ?? 'ERROR']}</Mark>;
  if (!configured) return <Mark mood="bad">{texts.unused}</Mark>;
  if (waitUntil !== null) return <Mark mood="warn">{texts.waiting}</Mark>;
  return halfOpen ? <Mark mood="warn">{texts.oneByOne}</Mark> : <Mark mood="good">{texts.active}</Mark>;
}
