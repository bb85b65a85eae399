import { queryOptions } from '@tanstack/react-query';
import { againAfter } from '../api/again-after.js';
import { api } from '../api/api.js';
import { dataOf } from '../api/data-of.js';

/** Every sender and what waits for it; for whoever may `ops`. */
export const sendersQuery = queryOptions({
  queryKey: ['senders'],
  queryFn: ({ signal }) => dataOf(api.GET('/api/v1/whatsapp/senders', { signal })),
  refetchInterval: againAfter(5_000),
});
