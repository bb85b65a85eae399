import type { MessageWithEvents } from 'recado-client';

export interface Reply {
  readonly key: string;
  readonly at: string;
  /** Null where it had none, or that was erased. */
  readonly text: string | null;
}

/** What the recipient answered, oldest first. */
export function repliesIn({ events }: MessageWithEvents): readonly Reply[] {
  return events
    .filter(({ type }) => type === 'reply')
    .map(({ at, data: { text } }, place) => {
      // Two of one webhook have the same times, and after an erasure nothing else.
      return { key: String(place), at, text: typeof text === 'string' ? text : null };
    });
}
