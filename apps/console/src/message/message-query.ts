import { queryOptions } from '@tanstack/react-query';
import { againAfter } from '../api/again-after.js';
import { api } from '../api/api.js';
import { dataOf } from '../api/data-of.js';

const LOOK_AGAIN_AFTER_MS = 2_000;

/** One message with its timeline, looked at again while somebody looks. */
export function messageQuery(id: string) {
  return queryOptions({
    queryKey: ['message', id],
    queryFn: ({ signal }) => dataOf(api.GET('/api/v1/whatsapp/messages/{id}', { params: { path: { id } }, signal })),
    refetchInterval: againAfter(LOOK_AGAIN_AFTER_MS),
  });
}
