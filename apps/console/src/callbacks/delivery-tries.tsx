import type { ReactNode } from 'react';
import { useTexts } from '../language/use-texts.js';
import { AsWritten } from '../shell/as-written.js';
import { Moment } from '../shell/moment.js';
import type { Delivery } from './delivery.js';
import styles from './delivery-tries.module.css';
import { callbacksTexts } from './texts.js';

type Try = Delivery['attempts'][number];

/** How the last try went, and all of them on request. What the receiver answered is its own text. */
export function DeliveryTries({ tries }: { readonly tries: readonly Try[] }): ReactNode {
  const texts = useTexts(callbacksTexts);
  const last = tries.at(-1);
  if (last === undefined) return texts.noTry;
  return (
    <details>
      <summary>
        {texts.tryCount(tries.length)}: <Outcome of={last} />
      </summary>
      <ol className={styles['tries']}>
        {tries.map((one) => (
          <li key={one.number}>
            {texts.tryNumber(one.number)}: <Outcome of={one} />, {texts.took(one.durationMs.toFixed(0))},{' '}
            <Moment at={one.startedAt} />
            {one.answer !== null && one.answer !== '' && (
              <pre className={styles['answer']} translate="no">
                <AsWritten text={one.answer} />
              </pre>
            )}
          </li>
        ))}
      </ol>
    </details>
  );
}

function Outcome({ of: { status, error } }: { readonly of: Try }): ReactNode {
  const texts = useTexts(callbacksTexts);
  if (status !== null) return texts.answered(status);
  return (
    <>
      {texts.noAnswer}
      {error !== null && (
        <span lang="en">
          {' '}
          (<AsWritten text={error} />)
        </span>
      )}
    </>
  );
}
