import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTexts } from '../language/use-texts.js';
import { Dialog } from '../shell/dialog.js';
import type { Endpoint } from './endpoint.js';
import { nameOf } from './name-of.js';
import { RecoverQuestion } from './recover-question.js';
import { callbacksTexts } from './texts.js';

interface RecoverMissedProps {
  readonly endpoint: Endpoint;
  readonly opened: boolean;
  readonly onOpen: (opened: boolean) => void;
}

/** Delivers what did not arrive: counts first, and asks. */
export function RecoverMissed({ endpoint, opened, onOpen }: RecoverMissedProps): ReactNode {
  const texts = useTexts(callbacksTexts);
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        aria-label={texts.of(texts.recover, nameOf(endpoint))}
        onClick={() => onOpen(true)}
      >
        {texts.recover}
      </Button>
      <Dialog opened={opened} onClose={() => onOpen(false)} title={texts.recoverTitle}>
        <RecoverQuestion endpointId={endpoint.id} onClose={() => onOpen(false)} />
      </Dialog>
    </>
  );
}
