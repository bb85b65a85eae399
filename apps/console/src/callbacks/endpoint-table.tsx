import { Link } from '@tanstack/react-router';
import { type ReactNode, useMemo } from 'react';
import { useTexts } from '../language/use-texts.js';
import { AsWritten } from '../shell/as-written.js';
import { type Column, DataTable } from '../shell/data-table.js';
import { EndpointActions } from './endpoint-actions.js';
import { EndpointState } from './endpoint-state.js';
import styles from './endpoint-table.module.css';
import type { Endpoint } from './endpoint.js';
import { nameOf } from './name-of.js';
import { callbacksTexts } from './texts.js';

const HIDDEN_ON_PHONES = ['events', 'senders'];

export function EndpointTable({ endpoints }: { readonly endpoints: readonly Endpoint[] }): ReactNode {
  const texts = useTexts(callbacksTexts);
  const columns = useMemo<readonly Column<Endpoint>[]>(
    () => [
      {
        id: 'endpoint',
        header: texts.endpoint,
        cell: ({ row: { original: endpoint } }) => (
          <>
            <Link to="/callbacks/$id" params={{ id: endpoint.id }} className={styles['name']}>
              {nameOf(endpoint)}
            </Link>
            {endpoint.description !== null && (
              <span className={styles['url']}>
                <AsWritten text={endpoint.url} />
              </span>
            )}
          </>
        ),
      },
      { id: 'state', header: texts.state, cell: ({ row }) => <EndpointState endpoint={row.original} /> },
      { id: 'waiting', header: texts.waiting, cell: ({ row }) => row.original.waiting },
      {
        id: 'events',
        header: texts.events,
        cell: ({ row: { original: endpoint } }) =>
          endpoint.events === null ? texts.everyEvent : texts.eventCount(endpoint.events.length),
      },
      {
        id: 'senders',
        header: texts.senders,
        cell: ({ row: { original: endpoint } }) => endpoint.senders?.join(', ') ?? texts.everySender,
      },
      { id: 'act', header: texts.act, cell: ({ row }) => <EndpointActions endpoint={row.original} /> },
    ],
    [texts],
  );
  return (
    <DataTable
      caption={texts.caption}
      columns={columns}
      rows={endpoints}
      rowId={({ id }) => id}
      hiddenOnPhones={HIDDEN_ON_PHONES}
    />
  );
}
