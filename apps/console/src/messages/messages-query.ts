import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { againAfter } from '../api/again-after.js';
import { api } from '../api/api.js';
import { dataOf } from '../api/data-of.js';
import { filtersOf } from './filters-of.js';
import type { MessageSearch } from './message-search.js';

const PAGE = 50;
const LOOK_AGAIN_AFTER_MS = 3_000;

/** One page of messages, newest first, looked at again while somebody looks: new states appear by themselves. */
export function messagesQuery(search: MessageSearch) {
  return queryOptions({
    queryKey: ['messages', search],
    queryFn: ({ signal }) => {
      const query = { ...filtersOf(search), limit: PAGE, cursor: search.cursor };
      return dataOf(api.GET('/api/v1/whatsapp/messages', { params: { query }, signal }));
    },
    refetchInterval: againAfter(LOOK_AGAIN_AFTER_MS),
    placeholderData: keepPreviousData,
  });
}
