/** Failures that we conclude ourselves; Meta's are in libs/graph-api. */
export const OWN_FAILURES = {
  EXPIRED: {
    title: 'The message expired before it could be sent',
    advice:
      'Send it again if it is still wanted. Look why it waited: a paused sender or template, or sending switched off.',
  },
  UNCONFIRMED: {
    title: 'Whether Meta sent it could not be learned before it expired',
    advice: 'Ask the recipient before sending it again: it may have arrived. Resend needs "force": true.',
  },
  RETRIES_EXHAUSTED: {
    title: 'Meta refused it each time',
    advice: 'See the attempts in the timeline; send it again when their cause is gone.',
  },
  SUPPRESSED: {
    title: 'The recipient must not be written to',
    advice: 'Use another channel, or remove the suppression if it is wrong.',
  },
  TEMPLATE_REJECTED: {
    title: 'The message does not fit its template',
    advice: 'Correct the parameters or the template and send it again.',
  },
  FAILED_BY_OPERATOR: {
    title: 'An operator ended it',
    advice: 'Ask who runs Recado, or send it again.',
  },
  ERASED: {
    title: "The recipient's data were erased before it was sent",
    advice: 'Do not send it again without a reason to write to this person.',
  },
} as const;

export type OwnFailureCode = keyof typeof OWN_FAILURES;
