import { queryOptions } from '@tanstack/react-query';
import { api } from '../api/api.js';
import { dataOf } from '../api/data-of.js';

/** Who is told of changes; for whoever may `callbacks:write`. */
export const endpointsQuery = queryOptions({
  queryKey: ['callbacks'],
  queryFn: ({ signal }) => dataOf(api.GET('/api/v1/whatsapp/callback-endpoints', { signal })),
  refetchInterval: 10_000,
});
