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
    .map(({ at, recordedAt, data }) => {
      const { text } = data;
      return { key: `${recordedAt} ${at}`, at, text: typeof text === 'string' ? text : null };
    });
}
