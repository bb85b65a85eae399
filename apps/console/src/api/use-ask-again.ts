import { useQueryClient } from '@tanstack/react-query';

/**
 * `onSettled` of what changes something: has all asked for again whose keys begin like that, done or not. Nobody waits for it: what
 * became of the change itself is known by then, and has to be told where the API hangs, too.
 */
export function useAskAgain(...beginnings: readonly string[]): () => void {
  const queries = useQueryClient();
  return () => {
    for (const beginning of beginnings) void queries.invalidateQueries({ queryKey: [beginning] });
  };
}
