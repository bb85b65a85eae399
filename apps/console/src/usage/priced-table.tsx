import { type ReactNode, useMemo } from 'react';
import { useTexts } from '../language/use-texts.js';
import { type Column, DataTable } from '../shell/data-table.js';
import { PriceName } from './price-name.js';
import type { SenderMonth } from './sender-month.js';
import { usageTexts } from './texts.js';
import { useWriting } from './use-writing.js';

interface PricedAlike {
  readonly category: string | null;
  readonly type: string | null;
  readonly charged: 'yes' | 'no' | 'unknown';
  readonly messages: number;
}

/** Delivered messages by what Meta prices them as, and whether they are charged. */
export function PricedTable({ used }: { readonly used: SenderMonth }): ReactNode {
  const texts = useTexts(usageTexts);
  const write = useWriting();
  const columns = useMemo<readonly Column<PricedAlike>[]>(
    () => [
      {
        id: 'category',
        header: texts.category,
        cell: ({ row: { original } }) => <PriceName of="categories" name={original.category ?? '—'} />,
      },
      {
        id: 'type',
        header: texts.type,
        cell: ({ row: { original } }) => <PriceName of="priceTypes" name={original.type ?? '—'} />,
      },
      { id: 'messages', header: texts.messages, cell: ({ row }) => write.count(row.original.messages) },
      { id: 'charged', header: texts.charged, cell: ({ row }) => texts[row.original.charged] },
    ],
    [texts, write],
  );
  return (
    <DataTable
      caption={`${texts.priced}, ${texts.senderHead(used.sender)}`}
      columns={columns}
      rows={rowsOf(used)}
      rowId={({ category, type, charged }) => `${charged} ${category} ${type}`}
    />
  );
}

function rowsOf({ messages: { billable, free, withoutPricing } }: SenderMonth): readonly PricedAlike[] {
  return [
    ...billable.map((priced) => ({ ...priced, charged: 'yes' }) as const),
    ...free.map((priced) => ({ ...priced, charged: 'no' }) as const),
    ...(withoutPricing === 0
      ? []
      : [{ category: null, type: null, charged: 'unknown', messages: withoutPricing } as const]),
  ];
}
