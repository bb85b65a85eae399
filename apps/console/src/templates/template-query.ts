import { queryOptions } from '@tanstack/react-query';
import { againAfter } from '../api/again-after.js';
import { api } from '../api/api.js';
import { dataOf } from '../api/data-of.js';

const LOOK_AGAIN_AFTER_MS = 5_000;

/** One template in all its languages. */
export function templateQuery(name: string, allowed: boolean) {
  return queryOptions({
    queryKey: ['templates', name],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/api/v1/whatsapp/templates/{name}', { params: { path: { name } }, signal })),
    enabled: allowed,
    refetchInterval: againAfter(LOOK_AGAIN_AFTER_MS),
  });
}
