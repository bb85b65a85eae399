import { queryOptions } from '@tanstack/react-query';
import { api } from '../api/api.js';
import { dataOf } from '../api/data-of.js';

/** Conversations, free tier and cost, month by month. */
export const usageQuery = queryOptions({
  queryKey: ['usage'],
  queryFn: ({ signal }) => dataOf(api.GET('/api/v1/whatsapp/usage', { signal })),
  refetchInterval: 60_000,
});
