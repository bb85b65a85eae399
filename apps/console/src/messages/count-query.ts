import { queryOptions } from '@tanstack/react-query';
import { againAfter } from '../api/again-after.js';
import { api } from '../api/api.js';
import { dataOf } from '../api/data-of.js';
import { filtersOf } from './filters-of.js';
import type { MessageSearch } from './message-search.js';

const MOST = 100;
const LOOK_AGAIN_AFTER_MS = 5_000;

export interface Count {
  readonly count: number;
  /** There are more than were counted. */
  readonly isMore: boolean;
}

/** How many of the messages that the key sees match; nobody counts on beyond a hundred. */
export function countQuery(search: MessageSearch) {
  return queryOptions({
    queryKey: ['messages', 'count', search],
    queryFn: async ({ signal }): Promise<Count> => {
      const query = { ...filtersOf(search), limit: MOST };
      const { items, nextCursor } = await dataOf(api.GET('/api/v1/whatsapp/messages', { params: { query }, signal }));
      return { count: items.length, isMore: typeof nextCursor === 'string' };
    },
    refetchInterval: againAfter(LOOK_AGAIN_AFTER_MS),
  });
}
