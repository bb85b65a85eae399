import type { ReactNode } from 'react';
import type { MessageWithEvents } from 'recado-client';
import { useTexts } from '../language/use-texts.js';
import { Moment } from '../shell/moment.js';
import { pairsIn } from './pairs-in.js';
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

/** Of what a step holds the bubble shows one part, and nobody needs the other. */
const ELSEWHERE = ['whatsappMessageId', 'text', 'pricing', 'finishedAt'];

/** What a step holds besides its time: the price in words, the rest in the API's own names, such as `outcome`, `code`, `via`. */
function Details({ data }: { readonly data: Data }): ReactNode {
  const texts = useTexts(messageTexts);
  const { finishedAt, pricing } = data;
  const named = pairsIn(data).filter(([name]) => !ELSEWHERE.includes(name));
  const price = priceInWords(pricing, texts);
  if (named.length === 0 && price === null && typeof finishedAt !== 'string') return null;
  return (
    <p className={styles['details']}>
      {named.length > 0 && <span translate="no">{named.map(([name, value]) => `${name}: ${value}`).join(' · ')}</span>}
      {price !== null && <span>{price}</span>}
      {typeof finishedAt === 'string' && (
        <span>
          {texts.finished} <Moment at={finishedAt} precision="long" />
        </span>
      )}
    </p>
  );
}
