import type { FollowedMessage, TimelineEvent } from '#api-client';

/** For whoever looks at a message again and again: each line of its timeline is told once, in its order. */
export function tellEvents(onEvent: (event: TimelineEvent) => void): (message: FollowedMessage) => void {
  const told = new Set<string>();
  return ({ events }) => {
    for (const event of events) {
      // An attempt is told when it begins, and again with its outcome.
      const key = [event.type, event.attempt, event.outcome, event.code].join(' ');
      if (!told.has(key)) onEvent(event);
      told.add(key);
    }
  };
}
