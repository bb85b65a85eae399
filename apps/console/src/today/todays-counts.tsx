import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { components } from 'recado-client';
import { useUntilAnswered } from '../api/use-until-answered.js';
import { useLanguage } from '../language/language-context.js';
import { useTexts } from '../language/use-texts.js';
import { countQuery } from '../messages/count-query.js';
import type { MessageSearch } from '../messages/message-search.js';
import { beginningOfDay } from './beginning-of-day.js';
import { countInWords } from './count-in-words.js';
import { thisDay } from './this-day.js';
import { Section } from './section.js';
import { statsQuery } from './stats-query.js';
import { todayTexts } from './texts.js';
import styles from './todays-counts.module.css';

type Percentiles = components['schemas']['PercentilesDto'];

const COUNTED = ['accepted', 'pending', 'sent', 'delivered', 'read', 'failed', 'cancelled'] as const;

/** Those that lead to the very messages that were counted; what was sent may by now be delivered, read or failed. */
const LISTED: ReadonlyMap<string, MessageSearch> = new Map([
  ['accepted', {}],
  ['pending', { status: 'PENDING' }],
  ['failed', { status: 'FAILED' }],
  ['cancelled', { status: 'CANCELLED' }],
]);

/** What has become by now of what was accepted today, and how fast. */
export function TodaysCounts(): ReactNode {
  const texts = useTexts(todayTexts);
  const { language } = useLanguage();
  const stats = useUntilAnswered(useQuery(statsQuery('hour', beginningOfDay())));
  // What waits is no figure of the API: it is counted in the list that the count leads to.
  const pending = useUntilAnswered(useQuery(countQuery({ status: 'PENDING', from: thisDay() }))).data;
  const total = stats.data?.total;
  const inWords = (count: (typeof COUNTED)[number]): string => {
    if (count !== 'pending') return total?.[count].toLocaleString(language) ?? '—';
    return pending === undefined ? '—' : countInWords(pending, language);
  };
  return (
    <Section title={texts.counts} waitsFor={stats}>
      {total && (
        <dl className={styles['counts']}>
          {COUNTED.map((count) => (
            <div key={count}>
              <dt>{texts[count]}</dt>
              <dd>
                <Counted count={inWords(count)} search={LISTED.get(count)} />
              </dd>
            </div>
          ))}
          <div>
            <dt>
              {texts.rate} <small>{texts.ofSent}</small>
            </dt>
            <dd>
              {total.deliveryRate === null
                ? '—'
                : total.deliveryRate.toLocaleString(language, { style: 'percent', maximumFractionDigits: 1 })}
            </dd>
          </div>
          <Times name={texts.toSent} times={total.timeToSent} />
          <Times name={texts.toDelivered} times={total.timeToDelivered} />
        </dl>
      )}
    </Section>
  );
}

function Counted({ count, search }: { readonly count: string; readonly search: MessageSearch | undefined }): ReactNode {
  if (search === undefined) return count;
  return (
    <Link to="/messages" search={{ ...search, from: thisDay() }}>
      {count}
    </Link>
  );
}

function Times({ name, times }: { readonly name: string; readonly times: Percentiles | null }): ReactNode {
  const texts = useTexts(todayTexts);
  const { language } = useLanguage();
  const seconds = (count: number): string =>
    texts.seconds(count.toLocaleString(language, { maximumSignificantDigits: 3 }));
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {times === null ? (
          '—'
        ) : (
          <ul className={styles['times']}>
            <li>
              {texts.half} {seconds(times.p50)}
            </li>
            <li>
              {texts.most} {seconds(times.p95)}
            </li>
          </ul>
        )}
      </dd>
    </div>
  );
}
