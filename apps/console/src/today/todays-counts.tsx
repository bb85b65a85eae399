import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { components } from 'recado-client';
import { useLanguage } from '../language/language-context.js';
import { useTexts } from '../language/use-texts.js';
import { beginningOfDay } from './beginning-of-day.js';
import { Section } from './section.js';
import { statsQuery } from './stats-query.js';
import { todayTexts } from './texts.js';
import styles from './todays-counts.module.css';

type Percentiles = components['schemas']['PercentilesDto'];

const COUNTED = [
  { count: 'accepted', status: undefined },
  { count: 'sent', status: 'SENT' },
  { count: 'delivered', status: 'DELIVERED' },
  { count: 'read', status: 'READ' },
  { count: 'failed', status: 'FAILED' },
  { count: 'cancelled', status: 'CANCELLED' },
] as const;

/** What has become by now of what was accepted today, and how fast. */
export function TodaysCounts(): ReactNode {
  const texts = useTexts(todayTexts);
  const { language } = useLanguage();
  const stats = useQuery(statsQuery('hour', beginningOfDay(0)));
  const total = stats.data?.total;
  return (
    <Section title={texts.counts} waitsFor={stats}>
      {total && (
        <dl className={styles['counts']}>
          {COUNTED.map(({ count, status }) => (
            <div key={count}>
              <dt>{texts[count]}</dt>
              <dd>
                <Link to="/messages" search={{ status }}>
                  {total[count].toLocaleString(language)}
                </Link>
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
          <span className={styles['times']}>
            {texts.half} {seconds(times.p50)}, {texts.most} {seconds(times.p95)}
          </span>
        )}
      </dd>
    </div>
  );
}
