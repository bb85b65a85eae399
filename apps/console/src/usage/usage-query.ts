import { queryOptions } from '@tanstack/react-query';
import { againAfter } from '../api/again-after.js';
import { api } from '../api/api.js';
import { dataOf } from '../api/data-of.js';

/** Conversations, free tier and cost, month by month. */
export const usageQuery = queryOptions({
  queryKey: ['usage'],
  queryFn: ({ signal }) => dataOf(api.GET('/api/v1/whatsapp/usage', { signal })),
  refetchInterval: againAfter(60_000),
});
