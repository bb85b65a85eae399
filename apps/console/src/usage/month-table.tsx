import { Link } from '@tanstack/react-router';
import { type ReactNode, useMemo } from 'react';
import { useTexts } from '../language/use-texts.js';
import { type Column, DataTable } from '../shell/data-table.js';
import { Bar } from './bar.js';
import styles from './month-table.module.css';
import type { MonthTotal } from './month-total.js';
import { usageTexts } from './texts.js';
import type { UsageSearch } from './usage-search.js';
import { useWriting } from './use-writing.js';

interface MonthTableProps {
  readonly months: readonly MonthTotal[];
  readonly search: UsageSearch;
  /** The month that is broken down below. */
  readonly chosen: string;
}

const HIDDEN_ON_PHONES = ['delivered', 'billable'];

/** All months beside each other; a month's name leads to what it consists of. */
export function MonthTable({ months, search, chosen }: MonthTableProps): ReactNode {
  const texts = useTexts(usageTexts);
  const write = useWriting();
  const columns = useMemo<readonly Column<MonthTotal>[]>(() => {
    const most = Math.max(1, ...months.map(({ conversations, forecast }) => forecast?.conversations ?? conversations));
    return [
      {
        id: 'month',
        header: texts.month,
        cell: ({ row: { original: total } }) => (
          <>
            <Link
              to="/usage"
              search={{ ...search, month: total.month }}
              resetScroll={false}
              aria-current={total.month === chosen}
              className={styles['month']}
            >
              {write.month(total.month)}
            </Link>
            {total.forecast !== null && <span className={styles['more']}>{texts.soFar}</span>}
          </>
        ),
      },
      {
        id: 'conversations',
        header: texts.conversations,
        cell: ({ row: { original: total } }) => (
          <>
            {write.count(total.conversations)}
            {total.forecast !== null && (
              <span className={styles['more']}>{texts.atMonthEnd(write.count(total.forecast.conversations))}</span>
            )}
            <Bar
              part={total.conversations / most}
              later={(total.forecast?.conversations ?? total.conversations) / most}
            />
          </>
        ),
      },
      { id: 'delivered', header: texts.delivered, cell: ({ row }) => write.count(row.original.delivered) },
      { id: 'billable', header: texts.billable, cell: ({ row }) => write.count(row.original.billable) },
      {
        id: 'cost',
        header: texts.cost,
        cell: ({ row: { original: total } }) => {
          const { cost, forecast, unpriced } = total;
          if (cost === null) return '—';
          const later = forecast?.cost ?? null;
          return (
            <>
              {write.amount(cost.amount, cost.currency)}
              {later !== null && (
                <span className={styles['more']}>{texts.atMonthEnd(write.amount(later.amount, later.currency))}</span>
              )}
              {unpriced > 0 && <span className={styles['more']}>{texts.unpriced(write.count(unpriced))}</span>}
            </>
          );
        },
      },
    ];
  }, [texts, write, months, search, chosen]);
  return (
    <DataTable
      caption={texts.caption}
      columns={columns}
      rows={months}
      rowId={({ month }) => month}
      hiddenOnPhones={HIDDEN_ON_PHONES}
    />
  );
}
