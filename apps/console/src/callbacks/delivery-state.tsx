import type { ReactNode } from 'react';
import { useTexts } from '../language/use-texts.js';
import { Mark, type Mood } from '../shell/mark.js';
import { Moment } from '../shell/moment.js';
import type { Delivery } from './delivery.js';
import styles from './delivery-state.module.css';
import { callbacksTexts } from './texts.js';

const MOODS: Readonly<Record<Delivery['state'], Mood>> = { WAITING: 'busy', DELIVERED: 'good', FAILED: 'bad' };

/** Whether it has arrived, and when it is tried next. What waits after a try has failed once. */
export function DeliveryState({ delivery }: { readonly delivery: Delivery }): ReactNode {
  const texts = useTexts(callbacksTexts);
  const { state, nextTryAt, attempts } = delivery;
  const isLate = state === 'WAITING' && attempts.length > 0;
  return (
    <>
      <Mark mood={isLate ? 'warn' : MOODS[state]}>{texts[state]}</Mark>
      {nextTryAt !== null && (
        <span className={styles['next']}>
          {texts.nextTry} <Moment at={nextTryAt} />
        </span>
      )}
    </>
  );
}
