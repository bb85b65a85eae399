import type { ReactNode } from 'react';
import { useTexts } from '../language/use-texts.js';
import { CostTable } from './cost-table.js';
import { FreeTier } from './free-tier.js';
import { PricedTable } from './priced-table.js';
import type { SenderMonth } from './sender-month.js';
import styles from './sender-usage.module.css';
import { usageTexts } from './texts.js';

/** The free tier of a number, what was delivered from it by what Meta charges for it, and what that costs. */
export function SenderUsage({ used }: { readonly used: SenderMonth }): ReactNode {
  const texts = useTexts(usageTexts);
  return (
    <article className={styles['sender']}>
      <h3 className={styles['name']}>{texts.senderHead(used.sender)}</h3>
      <FreeTier used={used} />
      {used.messages.delivered === 0 ? (
        <p>{texts.nothing}</p>
      ) : (
        <>
          <h4 className={styles['head']}>{texts.priced}</h4>
          <PricedTable used={used} />
          <h4 className={styles['head']}>{texts.costs}</h4>
          <CostTable used={used} />
        </>
      )}
    </article>
  );
}
