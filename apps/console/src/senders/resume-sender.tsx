import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTexts } from '../language/use-texts.js';
import { Confirm } from '../shell/confirm.js';
import { PauseReason } from './pause-reason.js';
import { type Sender, nameOf } from './sender.js';
import { sendersTexts } from './texts.js';
import { useResume } from './use-resume.js';

/** Lets a sender go on that is paused or waits; whether Meta lets it shows with the one message that goes first. */
export function ResumeSender({ sender }: { readonly sender: Sender }): ReactNode {
  const texts = useTexts(sendersTexts);
  const [asked, setAsked] = useState(false);
  const resume = useResume(sender.id, texts.resumeDone);
  const { state, pause, waitUntil } = sender;
  if (state !== 'PAUSED' && waitUntil === null && !asked) return null;
  const name = nameOf(sender);
  return (
    <>
      <Button size="xs" aria-label={texts.resumeSender(name)} onClick={() => setAsked(true)}>
        {texts.resume}
      </Button>
      <Confirm
        opened={asked}
        title={texts.resumeTitle(name)}
        action={texts.resume}
        pending={resume.isPending}
        error={resume.error}
        onConfirm={() => resume.mutate(null, { onSuccess: () => setAsked(false) })}
        onClose={() => {
          setAsked(false);
          resume.reset();
        }}
      >
        {pause !== null && pause.by !== 'PERSON' && <p>{texts.resumeCause}</p>}
        {pause?.by === 'PERSON' && pause.reason !== null && (
          <p>
            {texts.resumePerson} <PauseReason pause={pause} />
          </p>
        )}
        <p>{texts.resumeText}</p>
      </Confirm>
    </>
  );
}
