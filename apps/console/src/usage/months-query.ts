import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { againAfter } from '../api/again-after.js';
import { apiClock } from '../api/api-clock.js';
import { api } from '../api/api.js';
import { dataOf } from '../api/data-of.js';
import { monthsOfPeriod } from './months-of-period.js';

const LOOK_AGAIN_AFTER_MS = 10_000;

/** What all senders used in these months. */
export function monthsQuery(period: string) {
  return queryOptions({
    queryKey: ['usage', period],
    queryFn: ({ signal }) => {
      const query = monthsOfPeriod(period, new Date(apiClock.timeOf(Date.now())));
      return dataOf(api.GET('/api/v1/whatsapp/usage', { params: { query }, signal }));
    },
    refetchInterval: againAfter(LOOK_AGAIN_AFTER_MS),
    placeholderData: keepPreviousData,
  });
}
