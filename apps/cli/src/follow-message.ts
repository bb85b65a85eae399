import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiClient } from './api-client.js';
import { type FollowedMessage, type TimelineEvent, readMessage } from './followed-message.js';

export const MESSAGES_PATH = '/api/v1/whatsapp/messages';

const LOOK_AGAIN_MS = 200;

/** The message as it was last, and whether what was waited for has come. */
export interface Following {
  readonly message: FollowedMessage;
  readonly over: boolean;
}

/** Looks at a message until `isOver`, or the time is up; each line of its timeline is told once, in its order. */
export async function followMessage(
  api: ApiClient,
  first: FollowedMessage,
  patienceMs: number,
  isOver: (message: FollowedMessage) => boolean,
  onEvent: (event: TimelineEvent) => void,
): Promise<Following> {
  const deadline = performance.now() + patienceMs;
  const told = new Set<string>();
  for (let message = first; ;) {
    const answer = await api.call('GET', `${MESSAGES_PATH}/${first.id}`);
    if (answer.kind === 'answered' && answer.status === 200) message = readMessage(answer.json) ?? message;
    for (const event of message.events) {
      // An attempt is told when it begins, and again with its outcome.
      const key = [event.type, event.attempt, event.outcome, event.code].join(' ');
      if (!told.has(key)) onEvent(event);
      told.add(key);
    }
    if (isOver(message)) return { message, over: true };
    if (performance.now() > deadline) return { message, over: false };
    await sleep(LOOK_AGAIN_MS);
  }
}

/** Nothing more will happen to it. */
export function hasEnded({ status }: FollowedMessage): boolean {
  return status === 'READ' || status === 'FAILED' || status === 'CANCELLED';
}
