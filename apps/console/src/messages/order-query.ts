import { queryOptions } from '@tanstack/react-query';
import { api } from '../api/api.js';
import { dataOf } from '../api/data-of.js';

/** The newest message of exactly this order number. */
export function orderQuery(reference: string) {
  return queryOptions({
    queryKey: ['messages', 'order', reference],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/api/v1/whatsapp/messages', { params: { query: { reference, limit: 1 } }, signal })),
  });
}
