import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api } from '../api/api.js';
import { dataOf } from '../api/data-of.js';
import { useAskAgain } from '../api/use-ask-again.js';
import { useTexts } from '../language/use-texts.js';
import { useSay } from '../shell/notices.js';
import { Refusal } from '../shell/refusal.js';
import type { Endpoint } from './endpoint.js';
import { nameOf } from './name-of.js';
import { callbacksTexts } from './texts.js';

/** Has an event delivered that says nothing, to see whether it arrives. */
export function TestEndpoint({ endpoint }: { readonly endpoint: Endpoint }): ReactNode {
  const texts = useTexts(callbacksTexts);
  const say = useSay();
  const test = useMutation({
    mutationFn: () =>
      dataOf(api.POST('/api/v1/whatsapp/callback-endpoints/{id}/test', { params: { path: { id: endpoint.id } } })),
    onSuccess: () => say(texts.tested),
    onSettled: useAskAgain('callbacks'),
  });
  return (
    <>
      {test.error && <Refusal error={test.error} />}
      <Button
        size="compact-sm"
        variant="default"
        aria-label={texts.of(texts.test, nameOf(endpoint))}
        loading={test.isPending}
        onClick={() => test.mutate()}
      >
        {texts.test}
      </Button>
    </>
  );
}
