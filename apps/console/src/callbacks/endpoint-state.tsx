import type { ReactNode } from 'react';
import { useTexts } from '../language/use-texts.js';
import { Mark } from '../shell/mark.js';
import { Moment } from '../shell/moment.js';
import styles from './endpoint-state.module.css';
import { isDead } from './is-dead.js';
import type { Endpoint } from './endpoint.js';
import { callbacksTexts } from './texts.js';

/** Whether something is posted to it, and since when and why not. */
export function EndpointState({ endpoint }: { readonly endpoint: Endpoint }): ReactNode {
  const texts = useTexts(callbacksTexts);
  const { enabled, failingSince, disabledBecause, disabledAt } = endpoint;
  if (enabled && failingSince !== null) {
    return (
      <>
        <Mark mood="warn">{texts.failing}</Mark>
        <span className={styles['reason']}>
          {texts.since} <Moment at={failingSince} />
        </span>
      </>
    );
  }
  if (enabled) return <Mark mood="good">{texts.enabled}</Mark>;
  return (
    <>
      <Mark mood={isDead(endpoint) ? 'bad' : 'quiet'}>{isDead(endpoint) ? texts.dead : texts.disabled}</Mark>
      <span className={styles['reason']}>
        {disabledBecause !== null && texts[disabledBecause]}
        {disabledAt !== null && (
          <>
            , {texts.since} <Moment at={disabledAt} />
          </>
        )}
      </span>
    </>
  );
}
