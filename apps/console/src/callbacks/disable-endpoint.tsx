import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { api } from '../api/api.js';
import { dataOf } from '../api/data-of.js';
import { useAskAgain } from '../api/use-ask-again.js';
import { useTexts } from '../language/use-texts.js';
import { Confirm } from '../shell/confirm.js';
import { useSay } from '../shell/notices.js';
import type { Endpoint } from './endpoint.js';
import { isDead } from './is-dead.js';
import { nameOf } from './name-of.js';
import { callbacksTexts } from './texts.js';

/** What happens while a person has it disabled is lost to it, of a dead one too: asks first. */
export function DisableEndpoint({ endpoint }: { readonly endpoint: Endpoint }): ReactNode {
  const texts = useTexts(callbacksTexts);
  const say = useSay();
  const [isAsked, setAsked] = useState(false);
  const disable = useMutation({
    mutationFn: () =>
      dataOf(
        api.PATCH('/api/v1/whatsapp/callback-endpoints/{id}', {
          params: { path: { id: endpoint.id } },
          body: { enabled: false },
        }),
      ),
    onSuccess: () => {
      setAsked(false);
      say(texts.disabledSaid);
    },
    onSettled: useAskAgain('callbacks'),
  });
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        aria-label={texts.of(texts.disable, nameOf(endpoint))}
        onClick={() => setAsked(true)}
      >
        {texts.disable}
      </Button>
      <Confirm
        opened={isAsked}
        title={texts.disableTitle}
        action={texts.disableNow}
        dangerous
        pending={disable.isPending}
        error={disable.error}
        onConfirm={() => disable.mutate()}
        onClose={() => {
          setAsked(false);
          disable.reset();
        }}
      >
        {isDead(endpoint) ? texts.disableDeadText(nameOf(endpoint)) : texts.disableText(nameOf(endpoint))}
      </Confirm>
    </>
  );
}
