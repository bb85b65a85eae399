export interface SignInSearch {
  /** Where to go on: a path of this page. */
  readonly next?: string;
}

/** A link must not lead anybody elsewhere: only a path within the page is believed. */
export function readSignInSearch({ next }: Readonly<Record<string, unknown>>): SignInSearch {
  // Said even where it is not there: what is left out here the router would take from the address as it stands.
  return { next: typeof next === 'string' && /^\/(?![/\\])/.test(next) ? next : undefined };
}
