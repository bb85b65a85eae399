/** What travels through the queue: an id. The row in PostgreSQL is the truth, and nobody's phone lies in Redis. */
export interface SendJob {
  readonly messageId: string;
}

export interface SendJobToAdd extends SendJob {
  /** Rises with each time a message is put into the queue: BullMQ ignores an id that it still keeps. */
  readonly enqueueNumber: number;
  readonly priority: 'high' | 'normal' | 'bulk';
}
