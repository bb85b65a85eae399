import type { UseQueryResult } from '@tanstack/react-query';
import { useState } from 'react';

type Asked<Data> = Pick<
  UseQueryResult<Data>,
  'data' | 'error' | 'errorUpdatedAt' | 'isPending' | 'isLoading' | 'isPlaceholderData' | 'refetch'
>;

interface Answer<Data> {
  readonly data: Data | undefined;
  /** Why there is none, or none that is newer. */
  readonly error: Error | null;
  /** Nothing is there yet, and nothing was refused. */
  readonly isPending: boolean;
  /** The same, of what is asked for at all. */
  readonly isLoading: boolean;
  readonly refetch: () => Promise<unknown>;
}

/**
 * A query as a view shows it: what was refused stays so until an answer comes. The library forgets an error as it asks again for
 * what it has nothing of, and a view would be loading and failed in turn for as long as nobody answers.
 */
export function useUntilAnswered<Data>(query: Asked<Data>): Answer<Data> {
  const { data, error, errorUpdatedAt, isPending, isLoading, isPlaceholderData, refetch } = query;
  const [refused, setRefused] = useState<Refused | null>(null);
  if (error !== null && error !== refused?.error) setRefused({ error, at: errorUpdatedAt });
  const isAskedAgain = error === null && (isPending || isPlaceholderData);
  if (isAskedAgain && refused !== null && refused.at === errorUpdatedAt) {
    return { data: undefined, error: refused.error, isPending: false, isLoading: false, refetch };
  }
  return { data, error, isPending, isLoading, refetch };
}

interface Refused {
  readonly error: Error;
  /** Which time that was: the query of another search has failed at another, or never. */
  readonly at: number;
}
