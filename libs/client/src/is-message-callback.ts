import type { Callback, MessageCallback } from './callback.js';

/** Whether it tells of a message. */
export function isMessageCallback(callback: Callback): callback is MessageCallback {
  return callback.type.startsWith('message.');
}
