/**
 * How long the others wait for Meta's webhook on the one message that was tried, in milliseconds. It usually comes within
 * seconds; where webhooks do not come at all, Meta's acceptance has to do.
 */
export const LISTEN_MS = 60_000;
