import { TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useDraft } from '../shell/use-draft.js';
import { FIRST_DAY } from './message-search.js';

interface DayInputProps {
  readonly label: string;
  /** `2026-12-01`; empty where none is chosen. */
  readonly value: string;
  readonly onChosen: (value: string) => void;
}

/** A day of the viewer's. A year that is typed is one of the first century to begin with: nothing is looked for before it is whole. */
export function DayInput({ label, value, onChosen }: DayInputProps): ReactNode {
  const { text, write, leave } = useDraft(value);
  return (
    <TextInput
      type="date"
      label={label}
      value={text}
      min={FIRST_DAY}
      max="9999-12-31"
      onChange={({ currentTarget }) => {
        write(currentTarget.value);
        if (currentTarget.validity.valid) onChosen(currentTarget.value);
      }}
      onBlur={({ currentTarget }) => {
        // What is no day counts for nothing, and does not stay there as if it did.
        if (!currentTarget.validity.valid) write(value);
        leave();
      }}
    />
  );
}
