/** What travels through the queue: an id. The row in PostgreSQL is the truth, and nobody's phone lies in Redis. */
export interface SendJob {
  readonly messageId: string;
}

export interface EnqueuedMessage extends SendJob {
  /** Rises with each time a message is put into the queue: BullMQ ignores an id that it still keeps. */
  readonly enqueueNumber: number;
}

export interface SendJobToAdd extends EnqueuedMessage {
  readonly priority: 'high' | 'normal' | 'bulk';
}

export interface LaneOfQueue {
  readonly waiting: number;
  readonly next: EnqueuedMessage | null;
}
