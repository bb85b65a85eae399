import { NativeSelect } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useTexts } from '../language/use-texts.js';
import { LAST_MONTHS, USUAL_PERIOD } from './months-of-period.js';
import { usageTexts } from './texts.js';
import styles from './usage-filters.module.css';
import { type UsageSearch, readUsageSearch } from './usage-search.js';

interface UsageFiltersProps {
  readonly search: UsageSearch;
  /** Those that can be chosen. */
  readonly senders: readonly string[];
}

const YEARS = 5;

/** Which months and whose; it stands in the address, to be kept and passed on. */
export function UsageFilters({ search, senders }: UsageFiltersProps): ReactNode {
  const texts = useTexts(usageTexts);
  const navigate = useNavigate({ from: '/usage' });
  const narrow = (change: Partial<Record<keyof UsageSearch, string>>): void => {
    void navigate({ search: readUsageSearch({ ...search, ...change }), replace: true });
  };
  const [thisYear] = useState(() => new Date().getFullYear());
  const years = Array.from({ length: YEARS }, (_, back) => String(thisYear - back));
  const period = search.period ?? USUAL_PERIOD;
  const periods = [...new Set([...LAST_MONTHS, ...years, period])];
  return (
    <fieldset className={styles['filters']}>
      <legend className="seen-by-readers-only">{texts.filters}</legend>
      <NativeSelect
        label={texts.period}
        value={period}
        onChange={({ currentTarget }) => narrow({ period: currentTarget.value, month: '' })}
        data={periods.map((value) => ({ value, label: value.length === 4 ? value : texts.lastMonths(value) }))}
      />
      <NativeSelect
        label={texts.sender}
        value={search.sender ?? ''}
        onChange={({ currentTarget }) => narrow({ sender: currentTarget.value })}
        data={[
          { value: '', label: texts.everySender },
          ...new Set([...senders, ...(search.sender === undefined ? [] : [search.sender])]),
        ]}
      />
    </fieldset>
  );
}
