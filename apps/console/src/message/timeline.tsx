import type { ReactNode } from 'react';
import type { MessageWithEvents } from 'recado-client';
import { useTexts } from '../language/use-texts.js';
import { Moment } from '../shell/moment.js';
import { pairsIn } from './pairs-in.js';
import { messageTexts } from './texts.js';
import styles from './timeline.module.css';

/** What happened to a message, step by step, with its attempts. */
export function Timeline({ events }: Pick<MessageWithEvents, 'events'>): ReactNode {
  const texts = useTexts(messageTexts);
  const words = new Map<string, string>(Object.entries(texts.event));
  return (
    <section aria-labelledby="timeline">
      <h2 id="timeline">{texts.timeline}</h2>
      <ol className={styles['timeline']}>
        {events.map(({ type, at, recordedAt, data }) => (
          <li key={`${type} ${at} ${recordedAt}`}>
            <strong>{words.get(type) ?? type}</strong> <Moment at={at} precision="long" />
            {Math.abs(Date.parse(recordedAt) - Date.parse(at)) > 2_000 && (
              <span className={styles['learned']}>
                {' '}
                ({texts.learned} <Moment at={recordedAt} />)
              </span>
            )}
            <Details data={data} />
          </li>
        ))}
      </ol>
    </section>
  );
}

/** What a step holds besides its time, in the API's own names: `outcome`, `code`, `via`. */
function Details({ data }: { readonly data: unknown }): ReactNode {
  const shown = pairsIn(data).filter(([name]) => name !== 'whatsappMessageId' && name !== 'text');
  if (shown.length === 0) return null;
  return (
    <p className={styles['details']} translate="no">
      {shown.map(([name, value]) => `${name}: ${value}`).join(' · ')}
    </p>
  );
}
