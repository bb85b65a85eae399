import { type DisplayColumnDef, type RowData, tableFeatures, useTable } from '@tanstack/react-table';
import type { KeyboardEvent, ReactNode } from 'react';
import styles from './data-table.module.css';

const features = tableFeatures({});

export type Column<Row extends RowData> = DisplayColumnDef<typeof features, Row>;

interface DataTableProps<Row extends RowData> {
  /** What it lists, for screen readers. */
  readonly caption: string;
  /** Must stay the same object from one rendering to the next (useMemo). */
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowId: (row: Row) => string;
  /** Ids of columns that a card goes without. */
  readonly hiddenOnPhones?: readonly string[];
}

/**
 * A table of the same look and keys everywhere: with a link or button of a row focused, ↑ and ↓ go to the next row's. A phone has no
 * room for columns: there each row is a card, in which every value stands beside the name of its column.
 */
export function DataTable<Row extends RowData>(props: DataTableProps<Row>): ReactNode {
  const { caption, columns, rows, rowId, hiddenOnPhones = [] } = props;
  const table = useTable({ features, columns, data: rows, getRowId: rowId });
  const nameOf = (column: string): string | undefined =>
    hiddenOnPhones.includes(column) ? styles['hidden-on-phones'] : undefined;
  return (
    <section className={styles['frame']} aria-label={caption} tabIndex={0}>
      <table className={styles['table']} onKeyDown={moveByArrow}>
        <caption className="seen-by-readers-only">{caption}</caption>
        <thead>
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id}>
              {group.headers.map((header) => (
                <th key={header.id} scope="col" className={nameOf(header.column.id)}>
                  <table.FlexRender header={header} />
                </th>
              ))}
            </tr>
          ))}
        </thead>
        <tbody>
          {table.getRowModel().rows.map((row) => (
            <tr key={row.id}>
              {row.getAllCells().map((cell) => (
                <td key={cell.id} className={nameOf(cell.column.id)} data-header={headerOf(cell.column.columnDef)}>
                  <div>
                    <table.FlexRender cell={cell} />
                  </div>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function headerOf({ header }: { readonly header?: unknown }): string | undefined {
  return typeof header === 'string' ? header : undefined;
}

function moveByArrow(event: KeyboardEvent<HTMLTableElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const row = event.target instanceof HTMLElement ? event.target.closest('tr') : null;
  const next = event.key === 'ArrowDown' ? row?.nextElementSibling : row?.previousElementSibling;
  const target = next?.querySelector('a, button');
  if (!(target instanceof HTMLElement)) return;
  event.preventDefault();
  target.focus();
}
