import type { Message, MessageFilters } from 'recado-client';
import { api } from '../api/api.js';
import { dataOf } from '../api/data-of.js';

const LARGEST_PAGE = 200;

/** All messages that match, page by page. @throws RecadoError, or the signal's reason when somebody ends it */
export async function* everyPage(
  filters: MessageFilters,
  signal: AbortSignal,
): AsyncGenerator<readonly Message[], void, undefined> {
  let cursor: string | undefined;
  do {
    const query = { ...filters, limit: LARGEST_PAGE, cursor };
    const page = await dataOf(api.GET('/api/v1/whatsapp/messages', { params: { query }, signal }));
    yield page.items;
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}
