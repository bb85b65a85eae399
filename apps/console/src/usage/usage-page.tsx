import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useSession } from '../api/use-session.js';
import { useUntilAnswered } from '../api/use-until-answered.js';
import { useTexts } from '../language/use-texts.js';
import { Empty } from '../shell/empty.js';
import { Loading } from '../shell/loading.js';
import { Page } from '../shell/page.js';
import { Refusal } from '../shell/refusal.js';
import { MonthBreakdown } from './month-breakdown.js';
import { MonthTable } from './month-table.js';
import { totalsOf } from './month-total.js';
import { USUAL_PERIOD } from './months-of-period.js';
import styles from './usage-page.module.css';
import { usageTexts } from './texts.js';
import { UsageFilters } from './usage-filters.js';
import { monthsQuery } from './months-query.js';

/** What was used month by month, what of it is free, and what the rest costs. */
export function UsagePage(): ReactNode {
  const texts = useTexts(usageTexts);
  const { may } = useSession();
  return (
    <Page title={texts.title}>
      {may('messages:read') ? <Months /> : <Empty title={texts.needsScope} hint={texts.needsScopeHint} />}
    </Page>
  );
}

function Months(): ReactNode {
  const texts = useTexts(usageTexts);
  const search = useSearch({ from: '/signed-in/usage' });
  const { data, error, refetch } = useUntilAnswered(useQuery(monthsQuery(search.period ?? USUAL_PERIOD)));
  const items = data?.items ?? [];
  const present = items.find(({ forecast }) => forecast !== null)?.month;
  const shown = items.filter(
    ({ month, sender }) =>
      (present === undefined || month <= present) && (search.sender === undefined || sender === search.sender),
  );
  const months = totalsOf(shown);
  const chosen = months.find(({ month }) => month === search.month) ?? months[0];
  const isNothing = months.every(({ delivered, conversations }) => delivered === 0 && conversations === 0);
  return (
    <>
      <UsageFilters search={search} senders={[...new Set(items.map(({ sender }) => sender))]} />
      {error && <Refusal error={error} onRetry={() => refetch()} />}
      {data === undefined ? (
        !error && <Loading />
      ) : chosen === undefined || isNothing ? (
        <Empty title={texts.noneTitle} hint={texts.noneHint} />
      ) : (
        <>
          <MonthTable months={months} search={search} chosen={chosen.month} />
          <p className={styles['zone']}>{texts.timezone(data.timezone)}</p>
          <MonthBreakdown total={chosen} />
        </>
      )}
    </>
  );
}
