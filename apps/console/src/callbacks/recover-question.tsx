import { Button, Group, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { apiClock } from '../api/api-clock.js';
import { useAskAgain } from '../api/use-ask-again.js';
import { useTexts } from '../language/use-texts.js';
import { useSay } from '../shell/notices.js';
import { Refusal } from '../shell/refusal.js';
import { shellTexts } from '../shell/texts.js';
import { keptSince } from './kept-since.js';
import { momentOf } from './moment-of.js';
import { recover } from './recover.js';
import styles from './recover-question.module.css';
import { callbacksTexts } from './texts.js';

interface RecoverQuestionProps {
  readonly endpointId: string;
  readonly onClose: () => void;
}

/** Since when, and how much that is. It begins with all that is kept: what has arrived is not delivered again anyway. */
export function RecoverQuestion({ endpointId, onClose }: RecoverQuestionProps): ReactNode {
  const texts = useTexts(callbacksTexts);
  const { close } = useTexts(shellTexts);
  const say = useSay();
  const [written, setWritten] = useState(() => keptSince(new Date(apiClock.timeOf(Date.now()))));
  const since = momentOf(written);
  const count = useQuery({
    queryKey: ['callbacks', 'missed', endpointId, since],
    queryFn: ({ signal }) => recover({ endpointId, since: since ?? '', dryRun: true }, signal),
    enabled: since !== null,
    gcTime: 0,
  });
  const delivery = useMutation({
    mutationFn: () => recover({ endpointId, since: since ?? '', dryRun: false }),
    onSuccess: (recovered) => {
      say(texts.recovered(recovered));
      onClose();
    },
    onSettled: useAskAgain('callbacks'),
  });
  const error = delivery.error ?? count.error;
  const missed = since === null ? 0 : (count.data ?? 0);
  return (
    <>
      <p className={styles['told']}>{texts.recoverText}</p>
      <TextInput
        type="datetime-local"
        label={texts.recoverSince}
        description={texts.recoverSinceHint}
        value={written}
        onChange={({ currentTarget }) => setWritten(currentTarget.value)}
        error={since === null ? texts.recoverNoTime : null}
        data-autofocus
      />
      <output className={styles['count']}>
        {since !== null && count.isPending && texts.counting}
        {count.data !== undefined && (missed === 0 ? texts.missedNone : texts.missed(missed))}
      </output>
      {error && <Refusal error={error} onRetry={() => count.refetch()} />}
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={onClose}>
          {close}
        </Button>
        {missed > 0 && (
          <Button loading={delivery.isPending} onClick={() => delivery.mutate()}>
            {texts.recoverNow(missed)}
          </Button>
        )}
      </Group>
    </>
  );
}
