import { queryOptions } from '@tanstack/react-query';
import { againAfter } from '../api/again-after.js';
import { api } from '../api/api.js';
import { dataOf } from '../api/data-of.js';

/** Templates as Meta knows them. */
export const templatesQuery = queryOptions({
  queryKey: ['templates'],
  queryFn: ({ signal }) => dataOf(api.GET('/api/v1/whatsapp/templates', { signal })),
  refetchInterval: againAfter(30_000),
});
