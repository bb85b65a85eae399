import type { ReactNode } from 'react';
import styles from './month-breakdown.module.css';
import type { MonthTotal } from './month-total.js';
import { SenderUsage } from './sender-usage.js';
import { useWriting } from './use-writing.js';

/** Of one month what each sender used. */
export function MonthBreakdown({ total }: { readonly total: MonthTotal }): ReactNode {
  const write = useWriting();
  return (
    <section aria-labelledby="month">
      <h2 id="month" className={styles['month']}>
        {write.month(total.month)}
      </h2>
      {total.senders.map((used) => (
        <SenderUsage key={used.sender} used={used} />
      ))}
    </section>
  );
}
