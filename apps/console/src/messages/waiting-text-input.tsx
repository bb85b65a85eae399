import { TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useDraft } from '../shell/use-draft.js';

interface WaitingTextInputProps {
  readonly label: string;
  readonly value: string;
  /** Called when somebody leaves the field or presses Enter: half a word finds nothing. */
  readonly onSettled: (value: string) => void;
}

export function WaitingTextInput({ label, value, onSettled }: WaitingTextInputProps): ReactNode {
  const { text, write, leave } = useDraft(value);
  const settle = (): void => {
    if (text.trim() !== value) onSettled(text.trim());
  };
  return (
    <TextInput
      label={label}
      value={text}
      onChange={({ currentTarget }) => write(currentTarget.value)}
      onBlur={() => {
        settle();
        leave();
      }}
      onKeyDown={({ key }) => {
        if (key === 'Enter') settle();
      }}
      maxLength={512}
      autoComplete="off"
      spellCheck={false}
    />
  );
}
