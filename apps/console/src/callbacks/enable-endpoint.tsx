import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api } from '../api/api.js';
import { dataOf } from '../api/data-of.js';
import { useTexts } from '../language/use-texts.js';
import { useSay } from '../shell/notices.js';
import { Refusal } from '../shell/refusal.js';
import type { Endpoint } from './endpoint.js';
import { nameOf } from './name-of.js';
import { callbacksTexts } from './texts.js';

interface EnableEndpointProps {
  readonly endpoint: Endpoint;
  readonly onEnabled: () => void;
}

export function EnableEndpoint({ endpoint, onEnabled }: EnableEndpointProps): ReactNode {
  const texts = useTexts(callbacksTexts);
  const queries = useQueryClient();
  const say = useSay();
  const enable = useMutation({
    mutationFn: () =>
      dataOf(
        api.PATCH('/api/v1/whatsapp/callback-endpoints/{id}', {
          params: { path: { id: endpoint.id } },
          body: { enabled: true },
        }),
      ),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['callbacks'] });
      say(texts.enabledSaid);
      onEnabled();
    },
  });
  return (
    <>
      {enable.error && <Refusal error={enable.error} />}
      <Button
        size="compact-sm"
        aria-label={texts.of(texts.enable, nameOf(endpoint))}
        loading={enable.isPending}
        onClick={() => enable.mutate()}
      >
        {texts.enable}
      </Button>
    </>
  );
}
