import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api } from '../api/api.js';
import { dataOf } from '../api/data-of.js';
import { useAskAgain } from '../api/use-ask-again.js';
import { useTexts } from '../language/use-texts.js';
import { useSay } from '../shell/notices.js';
import { Refusal } from '../shell/refusal.js';
import { templatesTexts } from './texts.js';

/** Has them read from Meta now, instead of at the next quarter of an hour. */
export function SyncTemplates(): ReactNode {
  const texts = useTexts(templatesTexts);
  const say = useSay();
  const sync = useMutation({
    mutationFn: () => dataOf(api.POST('/api/v1/whatsapp/templates/sync')),
    onSuccess: ({ templates }) => say(texts.synced(templates)),
    onSettled: useAskAgain('templates'),
  });
  return (
    <>
      {sync.error && <Refusal error={sync.error} />}
      <Button variant="default" size="xs" loading={sync.isPending} onClick={() => sync.mutate()}>
        {texts.sync}
      </Button>
    </>
  );
}
