import type { components } from 'recado-client';
import { filtersOf } from './filters-of.js';
import type { MessageSearch } from './message-search.js';

export type FailedFilters = components['schemas']['BulkResendRequestDto'];

/** What the list is filtered by, of FAILED messages; null where nothing is: all of them is no answer. */
export function failedFiltersOf(search: MessageSearch): FailedFilters | null {
  const {
    status: _status,
    pendingReason: _reason,
    undelivered: _undelivered,
    limit: _limit,
    ...rest
  } = filtersOf(search);
  return Object.values(rest).some((value) => value !== undefined) ? rest : null;
}
