import type { ReactNode } from 'react';
import { useTexts } from '../language/use-texts.js';
import { Mark } from '../shell/mark.js';
import { Moment } from '../shell/moment.js';
import { PauseReason } from './pause-reason.js';
import type { Sender } from './sender.js';
import { SenderMark } from './sender-mark.js';
import styles from './sender-state.module.css';
import { sendersTexts } from './texts.js';

/** Whether it sends; where it does not, why, since when, and how that ends. */
export function SenderState({ sender }: { readonly sender: Sender }): ReactNode {
  const texts = useTexts(sendersTexts);
  const { state, pause, waitUntil, halfOpen, configured, silentSince } = sender;
  return (
    <div className={styles['state']}>
      <SenderMark sender={sender} />
      {pause !== null && (
        <p>
          <PauseReason pause={pause} />
          {pause.since !== null && (
            <span className={styles['since']}>
              {texts.since} <Moment at={pause.since} />
            </span>
          )}
        </p>
      )}
      {pause !== null && <p>{pause.by === 'PERSON' ? texts.untilPerson : texts.untilMachine}</p>}
      {waitUntil !== null && (
        <p>
          {texts.waits} <Moment at={waitUntil} />
        </p>
      )}
      {halfOpen && state !== 'PAUSED' && <p>{texts.halfOpen}</p>}
      {silentSince !== null && configured && (
        <p>
          <Mark mood="bad">{texts.silent}</Mark> {texts.silentSince} <Moment at={silentSince} />. {texts.silentAdvice}
        </p>
      )}
      {!configured && <p>{texts.notConfigured}</p>}
    </div>
  );
}
