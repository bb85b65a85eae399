import type { MessageFilters } from 'recado-client';
import type { MessageSearch } from './message-search.js';

/** What the API is asked for; the viewer's days become moments, the last day to its end. */
export function filtersOf({ from, to, cursor: _page, ...filters }: MessageSearch): MessageFilters {
  return {
    ...filters,
    ...(from !== undefined && { createdFrom: beginningOf(from, 0) }),
    ...(to !== undefined && { createdTo: beginningOf(to, 1) }),
  };
}

function beginningOf(day: string, later: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date + later).toISOString();
}
