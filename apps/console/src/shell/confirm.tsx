import { Button, Group } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTexts } from '../language/use-texts.js';
import { Dialog } from './dialog.js';
import { Refusal } from './refusal.js';
import { shellTexts } from './texts.js';

interface ConfirmProps {
  readonly opened: boolean;
  /** The question. */
  readonly title: string;
  /** What follows from a yes. */
  readonly children: ReactNode;
  /** The word on the button that does it. */
  readonly action: string;
  readonly dangerous?: boolean;
  readonly pending: boolean;
  readonly error: Error | null;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** Asks before something is done that cannot be taken back. */
export function Confirm(props: ConfirmProps): ReactNode {
  const { opened, title, children, action, dangerous = false, pending, error, onConfirm, onClose } = props;
  const { close } = useTexts(shellTexts);
  return (
    <Dialog opened={opened} onClose={onClose} title={title}>
      {children}
      {error && <Refusal error={error} />}
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={onClose}>
          {close}
        </Button>
        <Button color={dangerous ? 'red' : 'teal'} loading={pending} onClick={onConfirm}>
          {action}
        </Button>
      </Group>
    </Dialog>
  );
}
