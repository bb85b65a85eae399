import { Button, Group, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useUntilAnswered } from '../api/use-until-answered.js';
import { useTexts } from '../language/use-texts.js';
import { Empty } from '../shell/empty.js';
import { Loading } from '../shell/loading.js';
import { Refusal } from '../shell/refusal.js';
import styles from './deliveries.module.css';
import { deliveriesQuery } from './deliveries-query.js';
import { DELIVERY_STATES, readDeliverySearch } from './delivery-search.js';
import { DeliveryTable } from './delivery-table.js';
import type { Endpoint } from './endpoint.js';
import { callbacksTexts } from './texts.js';

/** What was told to an endpoint; which of it, and which page, stands in the address. */
export function Deliveries({ endpoint }: { readonly endpoint: Endpoint }): ReactNode {
  const texts = useTexts(callbacksTexts);
  const search = useSearch({ from: '/signed-in/callbacks/$id' });
  const navigate = useNavigate({ from: '/callbacks/$id' });
  const { data, error, refetch } = useUntilAnswered(useQuery(deliveriesQuery(endpoint.id, search)));
  const { nextCursor = null } = data ?? {};
  return (
    <section aria-labelledby="deliveries">
      <div className={styles['head']}>
        <h2 id="deliveries">{texts.deliveries}</h2>
        <NativeSelect
          label={texts.deliveriesState}
          value={search.state ?? ''}
          onChange={({ currentTarget }) =>
            void navigate({ search: readDeliverySearch({ state: currentTarget.value }), replace: true })
          }
          data={[{ value: '', label: texts.any }, ...DELIVERY_STATES.map((value) => ({ value, label: texts[value] }))]}
        />
      </div>
      {!endpoint.enabled && <p>{texts.enableFirst}</p>}
      {error && <Refusal error={error} onRetry={() => refetch()} />}
      {data === undefined ? (
        !error && <Loading />
      ) : data.items.length > 0 ? (
        <DeliveryTable deliveries={data.items} endpointId={endpoint.id} mayDeliver={endpoint.enabled} />
      ) : search.state === undefined ? (
        <Empty title={texts.noDeliveries} hint={texts.noDeliveriesHint} />
      ) : (
        <Empty title={texts.noSuchDeliveries} hint={texts.noSuchDeliveriesHint} />
      )}
      <Group mt="md">
        {search.cursor !== undefined && (
          <Button
            variant="default"
            onClick={() => void navigate({ search: (before) => ({ ...before, cursor: undefined }) })}
          >
            {texts.newest}
          </Button>
        )}
        {nextCursor !== null && (
          <Button
            variant="default"
            onClick={() => void navigate({ search: (before) => ({ ...before, cursor: nextCursor }) })}
          >
            {texts.older}
          </Button>
        )}
      </Group>
    </section>
  );
}
