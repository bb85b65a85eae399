import { Button, Group, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, type SubmitEvent, useState } from 'react';
import { api } from '../api/api.js';
import { dataOf } from '../api/data-of.js';
import { useAskAgain } from '../api/use-ask-again.js';
import { useTexts } from '../language/use-texts.js';
import { Dialog } from '../shell/dialog.js';
import { useSay } from '../shell/notices.js';
import { Refusal } from '../shell/refusal.js';
import { shellTexts } from '../shell/texts.js';
import { type Sender, nameOf } from './sender.js';
import { sendersTexts } from './texts.js';

const LONGEST_REASON = 200;

/** Stops a sender, and asks why. One that the machine has stopped may be stopped by a person as well: it does not go on by itself then. */
export function PauseSender({ sender }: { readonly sender: Sender }): ReactNode {
  const texts = useTexts(sendersTexts);
  const [opened, setOpened] = useState(false);
  if ((sender.pause?.by === 'PERSON' || !sender.configured) && !opened) return null;
  const name = nameOf(sender);
  return (
    <>
      <Button size="xs" variant="default" aria-label={texts.pauseSender(name)} onClick={() => setOpened(true)}>
        {texts.pause}
      </Button>
      <Dialog opened={opened} onClose={() => setOpened(false)} title={texts.pauseTitle(name)}>
        <Reason id={sender.id} onClose={() => setOpened(false)} />
      </Dialog>
    </>
  );
}

interface ReasonProps {
  readonly id: string;
  readonly onClose: () => void;
}

function Reason({ id, onClose }: ReasonProps): ReactNode {
  const texts = useTexts(sendersTexts);
  const { close } = useTexts(shellTexts);
  const say = useSay();
  const [reason, setReason] = useState('');
  const pause = useMutation({
    mutationFn: () =>
      dataOf(
        api.POST('/api/v1/whatsapp/senders/{id}/pause', { params: { path: { id } }, body: { reason: reason.trim() } }),
      ),
    onSuccess: () => {
      say(texts.pauseDone);
      onClose();
    },
    onSettled: useAskAgain('senders'),
  });
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    pause.mutate();
  };
  return (
    <form onSubmit={submit}>
      <p>{texts.pauseText}</p>
      <Textarea
        label={texts.reason}
        description={texts.reasonHint}
        value={reason}
        onChange={({ currentTarget }) => setReason(currentTarget.value)}
        maxLength={LONGEST_REASON}
        required
        data-autofocus
        mb="md"
      />
      {pause.error && <Refusal error={pause.error} />}
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={onClose}>
          {close}
        </Button>
        <Button type="submit" color="red" disabled={reason.trim() === ''} loading={pause.isPending}>
          {texts.pauseNow}
        </Button>
      </Group>
    </form>
  );
}
