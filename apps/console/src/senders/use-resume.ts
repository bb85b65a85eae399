import { type UseMutationResult, useMutation } from '@tanstack/react-query';
import { api } from '../api/api.js';
import { dataOf } from '../api/data-of.js';
import { useAskAgain } from '../api/use-ask-again.js';
import { useSay } from '../shell/notices.js';
import type { Sender } from './sender.js';

/** Lets a sender send again: at all (null), or to one country. `done` is said afterwards. */
export function useResume(id: string, done: string): UseMutationResult<Sender, Error, string | null> {
  const say = useSay();
  return useMutation({
    mutationFn: (country: string | null) =>
      dataOf(
        api.POST('/api/v1/whatsapp/senders/{id}/resume', {
          params: { path: { id } },
          body: country === null ? {} : { country },
        }),
      ),
    onSuccess: () => say(done),
    onSettled: useAskAgain('senders'),
  });
}
