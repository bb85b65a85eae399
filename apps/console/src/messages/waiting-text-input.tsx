import { TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';

interface WaitingTextInputProps {
  readonly label: string;
  readonly value: string;
  /** Called when somebody leaves the field or presses Enter: half a word finds nothing. */
  readonly onSettled: (value: string) => void;
}

export function WaitingTextInput({ label, value, onSettled }: WaitingTextInputProps): ReactNode {
  const [draft, setDraft] = useState({ of: value, text: value });
  // The address has changed meanwhile: what it says counts.
  const text = draft.of === value ? draft.text : value;
  const settle = (): void => {
    if (text.trim() !== value) onSettled(text.trim());
  };
  return (
    <TextInput
      label={label}
      value={text}
      onChange={({ currentTarget }) => setDraft({ of: value, text: currentTarget.value })}
      onBlur={settle}
      onKeyDown={({ key }) => {
        if (key === 'Enter') settle();
      }}
      maxLength={512}
      autoComplete="off"
      spellCheck={false}
    />
  );
}
