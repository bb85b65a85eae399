export { ApiClient, type ApiAnswer } from './api-client.js';
export { MESSAGES_PATH, followMessage } from './follow-message.js';
export { hasEnded } from './has-ended.js';
export { readMessage, type FollowedMessage, type TimelineEvent } from './followed-message.js';
