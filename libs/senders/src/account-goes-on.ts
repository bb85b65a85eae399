/** In SQL: what Meta told that stops an account (`sender_account_facts`) is over as of now, whatever end Meta had named. */
export const ACCOUNT_GOES_ON = 'stops = false, ends_at = LEAST(ends_at, now())';
