export interface SignInSearch {
  /** Where to go on: a path of this page. */
  readonly next?: string;
}

/** Within the page, and not to where one is already. */
const FURTHER = /^\/(?![/\\]|sign-in\b)/;

/** A link must not lead anybody elsewhere: only a path within the page is believed. */
export function readSignInSearch({ next }: Readonly<Record<string, unknown>>): SignInSearch {
  // Said even where it is not there: what is left out here the router would take from the address as it stands.
  return { next: typeof next === 'string' && FURTHER.test(next) ? next : undefined };
}
