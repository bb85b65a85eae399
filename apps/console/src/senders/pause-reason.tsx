import type { ReactNode } from 'react';
import { AsWritten } from '../shell/as-written.js';
import type { Sender } from './sender.js';

/** Why it is paused, where somebody said so. Meta's words are English, those of a person are their own. */
export function PauseReason({ pause }: Pick<Sender, 'pause'>): ReactNode {
  if (!pause?.reason) return null;
  return (
    <q lang={pause.by === 'PERSON' ? undefined : 'en'}>
      <AsWritten text={pause.reason} />
    </q>
  );
}
