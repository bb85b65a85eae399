import { queryOptions } from '@tanstack/react-query';
import type { Message } from 'recado-client';
import { api } from '../api/api.js';
import { dataOf } from '../api/data-of.js';

/** The message once more as its template makes it: with the header's text, the footer and the buttons, which it does not hold itself. */
export function asSentQuery({ template: { name, ...filled }, sender, text }: Message) {
  return queryOptions({
    queryKey: ['template-preview', name, filled, sender],
    queryFn: ({ signal }) =>
      dataOf(
        api.POST('/api/v1/whatsapp/templates/{name}/preview', {
          params: { path: { name } },
          body: { ...filled, sender },
          signal,
        }),
      ),
    enabled: text !== null,
    staleTime: Infinity,
    retry: false,
  });
}
