import { RecadoError } from 'recado-client';

interface Asked {
  readonly state: { readonly error: Error | null };
}

/** `refetchInterval` of what is live: asks again after so many milliseconds, but not for what will be refused again. */
export function againAfter(milliseconds: number): (query: Asked) => number | false {
  return ({ state: { error } }) => (error instanceof RecadoError && !error.temporary ? false : milliseconds);
}
