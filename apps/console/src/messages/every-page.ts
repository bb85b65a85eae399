import { type Message, type MessageFilters, RecadoError } from 'recado-client';
import { api } from '../api/api.js';
import { dataOf } from '../api/data-of.js';

const LARGEST_PAGE = 200;
/** How often a page is asked for that is refused for the moment: what was written before it would be lost with it. */
const TRIES = 8;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 60_000;

/** All messages that match, page by page. @throws RecadoError, or the signal's reason when somebody ends it */
export async function* everyPage(
  filters: MessageFilters,
  signal: AbortSignal,
): AsyncGenerator<readonly Message[], void, undefined> {
  let cursor: string | undefined;
  do {
    const query = { ...filters, limit: LARGEST_PAGE, cursor };
    const page = await patiently(
      () => dataOf(api.GET('/api/v1/whatsapp/messages', { params: { query }, signal })),
      signal,
    );
    yield page.items;
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}

async function patiently<Answer>(ask: () => Promise<Answer>, signal: AbortSignal): Promise<Answer> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await ask();
    } catch (error) {
      if (tried === TRIES || !(error instanceof RecadoError) || !error.temporary) throw error;
      const wanted = (error.retryAfter ?? 0) * 1_000;
      await pause(Math.min(Math.max(wanted, FIRST_PAUSE_MS * 2 ** (tried - 1)), LONGEST_PAUSE_MS), signal);
      signal.throwIfAborted();
    }
  }
}

/** Ends early with the signal; whoever waits looks at it. */
function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener('abort', end);
  });
}
