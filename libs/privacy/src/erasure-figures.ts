/** What was erased, for whoever asked for it. */
export interface ErasureFigures {
  messages: number;
  /** Of them, those that were not sent yet and have FAILED with the code ERASED. */
  ended: number;
  /** What they had written to us. */
  words: number;
  /** Entries of the suppression list that hold, and go on under a keyed hash. */
  suppressions: number;
  /** Raw webhooks, parts that were set aside, and statuses that waited. */
  webhooks: number;
  /** Other places in which the number was written. */
  mentions: number;
  /** Messages to others that carry the number, and do until they are at their end. */
  waiting: number;
  /** Rows in which the number still stands, because others changed them each time: it has to be repeated. */
  missed: number;
}
