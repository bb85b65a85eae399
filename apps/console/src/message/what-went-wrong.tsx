import { Alert } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Message } from 'recado-client';
import { useTexts } from '../language/use-texts.js';
import { Advice } from '../shell/advice.js';
import { AsWritten } from '../shell/as-written.js';
import { errorInWords } from '../shell/error-in-words.js';
import { messageTexts } from './texts.js';

/** Meta's error in words, or ours, and what to do about it. */
export function WhatWentWrong({ error }: { readonly error: NonNullable<Message['error']> }): ReactNode {
  const texts = useTexts(messageTexts);
  const { code, source } = error;
  return (
    <Alert color="red" title={texts.wrong}>
      <strong>{source === 'META' ? texts.metaSays(code) : texts.weSay(code)}</strong>
      <p lang="en">
        <AsWritten text={errorInWords(error)} />
      </p>
      <strong>{texts.whatToDo}</strong>
      <p>
        <Advice failure={error} />
      </p>
    </Alert>
  );
}
