import type { ReactNode } from 'react';
import type { MessageWithEvents } from 'recado-client';
import { useTexts } from '../language/use-texts.js';
import { AsWritten } from '../shell/as-written.js';
import { Moment } from '../shell/moment.js';
import { detailTexts } from './detail-texts.js';
import { detailsInWords } from './details-in-words.js';
import { priceInWords } from './price-in-words.js';
import { messageTexts } from './texts.js';
import styles from './timeline.module.css';

type Data = MessageWithEvents['events'][number]['data'];

/** What happened to a message, step by step, with its attempts. */
export function Timeline({ events }: Pick<MessageWithEvents, 'events'>): ReactNode {
  const texts = useTexts(messageTexts);
  const words = new Map<string, string>(Object.entries(texts.event));
  return (
    <section aria-labelledby="timeline">
      <h2 id="timeline">{texts.timeline}</h2>
      <ol className={styles['timeline']}>
        {events.map(({ type, at, recordedAt, data }, place) => (
          // Steps have no id, and two of one webhook the same times.
          <li key={`${place} ${type}`}>
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

/** What a step holds besides its time. */
function Details({ data }: { readonly data: Data }): ReactNode {
  const texts = useTexts(messageTexts);
  const { finishedAt, pricing } = data;
  const named = detailsInWords(data, useTexts(detailTexts));
  const price = priceInWords(pricing, texts);
  if (named.length === 0 && price === null && typeof finishedAt !== 'string') return null;
  return (
    <p className={styles['details']}>
      {named.map(({ name, value }) => (
        <span key={name} translate="no">
          {name}: <AsWritten text={value} />
        </span>
      ))}
      {price !== null && <span>{price}</span>}
      {typeof finishedAt === 'string' && (
        <span>
          {texts.finished} <Moment at={finishedAt} precision="long" />
        </span>
      )}
    </p>
  );
}
