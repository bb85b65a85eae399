/** Somebody whose data are to be erased, by all that is known as theirs. */
export interface Person {
  /** E.164, in every spelling. */
  readonly phones: readonly string[];
  /** Meta's ids. */
  readonly userIds: readonly string[];
}
