import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { type Message, RecadoError } from 'recado-client';
import { api } from '../api/api.js';
import { dataOf } from '../api/data-of.js';
import { useAskAgain } from '../api/use-ask-again.js';
import { useSession } from '../api/use-session.js';
import { useTexts } from '../language/use-texts.js';
import { Confirm } from '../shell/confirm.js';
import { useSay } from '../shell/notices.js';
import { withoutDirectionMarks } from '../shell/without-direction-marks.js';
import { messagesTexts } from './texts.js';

/** Of these nothing was handed to Meta, or may have been: the API decides, and says so where it has come too late. */
const NOT_ANY_MORE: readonly Message['pendingReason'][] = ['SENDING', 'UNCONFIRMED', 'HELD', null];

/** The button that ends a message which was not sent yet; nothing where that cannot be. */
export function CancelMessage({ message }: { readonly message: Message }): ReactNode {
  const texts = useTexts(messagesTexts);
  const { may } = useSession();
  const say = useSay();
  const [asked, setAsked] = useState(false);
  const cancel = useMutation({
    mutationFn: () =>
      dataOf(api.POST('/api/v1/whatsapp/messages/{id}/cancel', { params: { path: { id: message.id } } })),
    onSuccess: () => {
      setAsked(false);
      say(texts.cancelled);
    },
    onSettled: useAskAgain('messages', 'message'),
  });
  const { error, reset } = cancel;
  // No answer came, and it was done all the same.
  const isDone = error instanceof RecadoError && error.status === null && message.status === 'CANCELLED';
  if (isDone && asked) setAsked(false);
  useEffect(() => {
    if (!isDone) return;
    reset();
    say(texts.cancelled);
  }, [isDone, reset, say, texts]);
  const offered =
    may('messages:write') && message.status === 'PENDING' && !NOT_ANY_MORE.includes(message.pendingReason);
  if (!offered && !asked) return null;
  const order = withoutDirectionMarks(message.reference ?? message.id);
  return (
    <>
      <Button
        size="compact-xs"
        variant="default"
        aria-label={`${texts.cancel} ${order}`}
        onClick={() => setAsked(true)}
      >
        {texts.cancel}
      </Button>
      <Confirm
        opened={asked}
        title={texts.cancelTitle}
        action={texts.cancelNow}
        dangerous
        pending={cancel.isPending}
        error={error}
        onConfirm={() => cancel.mutate()}
        onClose={() => {
          setAsked(false);
          reset();
        }}
      >
        {texts.cancelText(order)}
      </Confirm>
    </>
  );
}
