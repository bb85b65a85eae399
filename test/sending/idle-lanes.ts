import type { LanesToFill } from '#sending';

const IDLE = { waiting: 0, next: null };

/** A queue in which nothing waits: what was enqueued 2 s ago and is not claimed, it has lost. */
export const IDLE_LANES: LanesToFill = { high: IDLE, normal: IDLE, bulk: IDLE };
