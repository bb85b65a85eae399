import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { againAfter } from '../api/again-after.js';
import { api } from '../api/api.js';
import { dataOf } from '../api/data-of.js';
import type { DeliverySearch } from './delivery-search.js';

const PAGE = 50;
const LOOK_AGAIN_AFTER_MS = 3_000;

/** One page of what was told to an endpoint, newest first, looked at again while somebody looks. */
export function deliveriesQuery(id: string, { state, cursor }: DeliverySearch) {
  return queryOptions({
    queryKey: ['callbacks', 'deliveries', id, state, cursor],
    queryFn: ({ signal }) =>
      dataOf(
        api.GET('/api/v1/whatsapp/callback-endpoints/{id}/deliveries', {
          params: { path: { id }, query: { limit: PAGE, state, cursor } },
          signal,
        }),
      ),
    refetchInterval: againAfter(LOOK_AGAIN_AFTER_MS),
    placeholderData: keepPreviousData,
  });
}
