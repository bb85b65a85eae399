import { type ReactNode, useMemo } from 'react';
import { useTexts } from '../language/use-texts.js';
import { messageTexts } from '../message/texts.js';
import { type Column, DataTable } from '../shell/data-table.js';
import { Mark } from '../shell/mark.js';
import styles from './cost-table.module.css';
import { PriceName } from './price-name.js';
import type { SenderMonth } from './sender-month.js';
import { usageTexts } from './texts.js';
import { useWriting } from './use-writing.js';

type Cost = NonNullable<SenderMonth['cost']>;
type Line = Cost['lines'][number];

/** The estimate line by line, and what has no price. */
export function CostTable({ used: { cost, sender } }: { readonly used: SenderMonth }): ReactNode {
  const texts = useTexts(usageTexts);
  const write = useWriting();
  if (cost === null) return <p className={styles['note']}>{texts.noCard}</p>;
  return (
    <>
      <p className={styles['sum']}>
        {texts.cost}: <strong>{write.price(cost.estimated, cost.currency)}</strong>
      </p>
      {cost.lines.length > 0 && <Lines cost={cost} caption={`${texts.costs}, ${texts.senderHead(sender)}`} />}
      <p className={styles['note']}>{texts.estimate}</p>
      {cost.unpriced.length > 0 && <Unpriced unpriced={cost.unpriced} />}
    </>
  );
}

function Lines({ cost: { currency, lines }, caption }: { readonly cost: Cost; readonly caption: string }): ReactNode {
  const texts = useTexts(usageTexts);
  const write = useWriting();
  const columns = useMemo<readonly Column<Line>[]>(
    () => [
      { id: 'market', header: texts.market, cell: ({ row }) => row.original.market },
      {
        id: 'category',
        header: texts.category,
        cell: ({ row }) => <PriceName of="categories" name={row.original.category} />,
      },
      { id: 'messages', header: texts.messages, cell: ({ row }) => write.count(row.original.messages) },
      { id: 'price', header: texts.price, cell: ({ row }) => write.price(row.original.price, currency) },
      { id: 'cost', header: texts.lineCost, cell: ({ row }) => write.price(row.original.cost, currency) },
    ],
    [texts, write, currency],
  );
  return (
    <DataTable
      caption={caption}
      columns={columns}
      rows={lines}
      rowId={({ market, category }) => `${market} ${category}`}
    />
  );
}

function Unpriced({ unpriced }: Pick<Cost, 'unpriced'>): ReactNode {
  const texts = useTexts(usageTexts);
  const write = useWriting();
  const words = new Map<string, string>(Object.entries(useTexts(messageTexts).categories));
  const wordOf = (category: string | null): string =>
    category === null ? texts.untold : (words.get(category) ?? category);
  return (
    <div className={styles['unpriced']}>
      <Mark mood="warn">{texts.noPriceTitle}</Mark>
      <ul>
        {unpriced.map(({ country, category, messages }) => (
          <li key={`${country} ${category}`}>
            {texts.noPrice(write.count(messages), country ?? texts.unknownCountry, wordOf(category))}
          </li>
        ))}
      </ul>
      {texts.noPriceHint}
    </div>
  );
}
