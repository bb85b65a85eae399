import { queryOptions } from '@tanstack/react-query';
import { againAfter } from '../api/again-after.js';
import { api } from '../api/api.js';
import { dataOf } from '../api/data-of.js';

const LOOK_AGAIN_AFTER_MS = 5_000;

/** What became of the messages since a moment, by hour or day; of one template, or of all. */
export function statsQuery(by: 'day' | 'hour', from: string, template?: string) {
  return queryOptions({
    queryKey: ['stats', by, from, template],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/api/v1/whatsapp/stats', { params: { query: { by, from, template } }, signal })),
    refetchInterval: againAfter(LOOK_AGAIN_AFTER_MS),
  });
}
