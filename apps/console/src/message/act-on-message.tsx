import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { Message } from 'recado-client';
import { useAskAgain } from '../api/use-ask-again.js';
import { Confirm } from '../shell/confirm.js';
import { useSay } from '../shell/notices.js';

interface ActOnMessageProps {
  readonly action: string;
  /** The question, and what follows from a yes. */
  readonly title: string;
  readonly children: ReactNode;
  /** What is told when it is done; of what has come of it where that is not always the same. */
  readonly done: string | ((message: Message) => string);
  readonly dangerous?: boolean;
  readonly call: () => Promise<Message>;
  /** Before it is told. */
  readonly onDone?: (message: Message) => Promise<void>;
}

/** A button that asks, does one thing to one message, and tells. */
export function ActOnMessage(props: ActOnMessageProps): ReactNode {
  const { action, title, children, done, dangerous = false, call, onDone } = props;
  const say = useSay();
  const [asked, setAsked] = useState(false);
  const act = useMutation({
    mutationFn: call,
    onSuccess: async (message) => {
      setAsked(false);
      await onDone?.(message);
      say(typeof done === 'string' ? done : done(message));
    },
    onSettled: useAskAgain('messages', 'message'),
  });
  return (
    <>
      <Button variant="default" size="xs" onClick={() => setAsked(true)}>
        {action}
      </Button>
      <Confirm
        opened={asked}
        title={title}
        action={action}
        dangerous={dangerous}
        pending={act.isPending}
        error={act.error}
        onConfirm={() => act.mutate()}
        onClose={() => {
          setAsked(false);
          act.reset();
        }}
      >
        {children}
      </Confirm>
    </>
  );
}
