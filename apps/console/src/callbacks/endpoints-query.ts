import { queryOptions } from '@tanstack/react-query';
import { againAfter } from '../api/again-after.js';
import { api } from '../api/api.js';
import { dataOf } from '../api/data-of.js';

const LOOK_AGAIN_AFTER_MS = 5_000;

/** Who is told of changes; for whoever may `callbacks:write`. */
export const endpointsQuery = queryOptions({
  queryKey: ['callbacks'],
  queryFn: ({ signal }) => dataOf(api.GET('/api/v1/whatsapp/callback-endpoints', { signal })),
  refetchInterval: againAfter(LOOK_AGAIN_AFTER_MS),
});
