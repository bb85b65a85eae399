import { queryOptions } from '@tanstack/react-query';
import { againAfter } from '../api/again-after.js';
import { api } from '../api/api.js';
import { dataOf } from '../api/data-of.js';

const LOOK_AGAIN_AFTER_MS = 3_000;

export function endpointQuery(id: string) {
  return queryOptions({
    queryKey: ['callbacks', 'endpoint', id],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/api/v1/whatsapp/callback-endpoints/{id}', { params: { path: { id } }, signal })),
    refetchInterval: againAfter(LOOK_AGAIN_AFTER_MS),
  });
}
