import { Link } from '@tanstack/react-router';
import { type ReactNode, useMemo } from 'react';
import { useTexts } from '../language/use-texts.js';
import { Breakable } from '../shell/breakable.js';
import { type Column, DataTable } from '../shell/data-table.js';
import { Moment } from '../shell/moment.js';
import type { Delivery } from './delivery.js';
import { DeliveryState } from './delivery-state.js';
import styles from './delivery-table.module.css';
import { DeliveryTries } from './delivery-tries.js';
import { Redeliver } from './redeliver.js';
import { callbacksTexts } from './texts.js';

interface DeliveryTableProps {
  readonly deliveries: readonly Delivery[];
  readonly endpointId: string;
  /** Nothing is delivered to an endpoint that is disabled. */
  readonly mayDeliver: boolean;
}

/** The last signs of an id: the first ones are the same for all of a day. */
const SIGNS = 8;

export function DeliveryTable({ deliveries, endpointId, mayDeliver }: DeliveryTableProps): ReactNode {
  const texts = useTexts(callbacksTexts);
  const columns = useMemo<readonly Column<Delivery>[]>(
    () => [
      {
        id: 'event',
        header: texts.event,
        cell: ({ row: { original: delivery } }) => (
          <>
            <span className={styles['type']}>
              <Breakable name={delivery.type} />
            </span>
            <span className={styles['more']}>
              <Moment at={delivery.occurredAt} />
            </span>
            {delivery.messageId !== null && (
              <Link to="/messages/$id" params={{ id: delivery.messageId }} className={styles['message']}>
                {texts.message(delivery.messageId.slice(-SIGNS))}
              </Link>
            )}
          </>
        ),
      },
      { id: 'state', header: texts.state, cell: ({ row }) => <DeliveryState delivery={row.original} /> },
      {
        id: 'tries',
        header: texts.tries,
        cell: ({ row: { original: delivery } }) => (
          <div className={styles['tries']}>
            <DeliveryTries tries={delivery.attempts} />
            {mayDeliver && <Redeliver delivery={delivery} endpointId={endpointId} />}
          </div>
        ),
      },
    ],
    [texts, endpointId, mayDeliver],
  );
  return <DataTable caption={texts.deliveriesCaption} columns={columns} rows={deliveries} rowId={({ id }) => id} />;
}
