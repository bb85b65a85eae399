/** What travels through the queue of callbacks: the id of an endpoint for which something is due. What it is stands in PostgreSQL. */
export interface CallbackJob {
  readonly endpointId: string;
}

export interface CallbackJobToAdd extends CallbackJob {
  /** Rises with each time an endpoint is put into the queue: BullMQ ignores an id that it still keeps. */
  readonly wakes: number;
}
