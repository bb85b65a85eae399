import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiClient } from './api-client.js';
import { type FollowedMessage, readMessage } from './followed-message.js';

export const MESSAGES_PATH = '/api/v1/whatsapp/messages';

const LOOK_AGAIN_MS = 100;

/** The message as it was last, and whether what was waited for has come. */
export interface Following {
  readonly message: FollowedMessage;
  readonly over: boolean;
}

/** Looks at a message until `isOver`, or the time is up; `onLook` is told what each look showed, `first` to begin with. */
export async function followMessage(
  api: Pick<ApiClient, 'call'>,
  first: FollowedMessage,
  patienceMs: number,
  isOver: (message: FollowedMessage) => boolean,
  onLook: (message: FollowedMessage) => void,
): Promise<Following> {
  const deadline = performance.now() + patienceMs;
  onLook(first);
  for (let message = first; ; await sleep(LOOK_AGAIN_MS)) {
    const answer = await api.call('GET', `${MESSAGES_PATH}/${first.id}`);
    if (answer.kind === 'answered' && answer.status === 200) message = readMessage(answer.json) ?? message;
    onLook(message);
    if (isOver(message)) return { message, over: true };
    if (performance.now() > deadline) return { message, over: false };
  }
}
