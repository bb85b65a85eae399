/** Codes of ours with which a message has failed though Meta may have it. */
const OF_MESSAGES_THAT_MAY: readonly (string | undefined)[] = ['UNCONFIRMED', 'FAILED_BY_OPERATOR', 'ERASED'];

/** Whether the supplier may have got what has failed: sending it again may be for the second time. */
export function mayHaveBeenSent(code: string | undefined): boolean {
  return OF_MESSAGES_THAT_MAY.includes(code);
}
