import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api } from '../api/api.js';
import { dataOf } from '../api/data-of.js';
import { useAskAgain } from '../api/use-ask-again.js';
import { useTexts } from '../language/use-texts.js';
import { useSay } from '../shell/notices.js';
import { Refusal } from '../shell/refusal.js';
import type { Delivery } from './delivery.js';
import { callbacksTexts } from './texts.js';

interface RedeliverProps {
  readonly delivery: Delivery;
  readonly endpointId: string;
}

/** Delivers one once more, whatever became of it: receivers know it by its id. */
export function Redeliver({ delivery, endpointId }: RedeliverProps): ReactNode {
  const texts = useTexts(callbacksTexts);
  const say = useSay();
  const redeliver = useMutation({
    mutationFn: () =>
      dataOf(
        api.POST('/api/v1/whatsapp/callback-endpoints/{id}/deliveries/{deliveryId}/redeliver', {
          params: { path: { id: endpointId, deliveryId: delivery.id } },
        }),
      ),
    onSuccess: () => say(texts.redelivered),
    onSettled: useAskAgain('callbacks'),
  });
  return (
    <>
      {redeliver.error && <Refusal error={redeliver.error} />}
      <Button
        size="compact-xs"
        variant="default"
        aria-label={texts.redeliverOne(delivery.type, delivery.occurredAt)}
        loading={redeliver.isPending}
        onClick={() => redeliver.mutate()}
      >
        {texts.redeliver}
      </Button>
    </>
  );
}
