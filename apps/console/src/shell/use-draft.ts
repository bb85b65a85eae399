import { useState } from 'react';

interface Draft {
  readonly text: string;
  /** What the address said when somebody was done with it; null while they are typing. */
  readonly leftAt: string | null;
}

interface DraftOf {
  /** What the field shows. */
  readonly text: string;
  readonly write: (text: string) => void;
  /** They are done with it: the address counts again as soon as it says something else. */
  readonly leave: () => void;
}

/**
 * What somebody types into a field whose value stands in the address. The address follows, a moment later each time: for as long as
 * somebody is typing the field shows what was typed, or letters would get lost and the caret would jump.
 */
export function useDraft(value: string): DraftOf {
  const [draft, setDraft] = useState<Draft | null>(null);
  // The address has followed, or says something else again.
  if (draft !== null && draft.leftAt !== null && draft.leftAt !== value) setDraft(null);
  return {
    text: draft === null ? value : draft.text,
    write: (text) => setDraft({ text, leftAt: null }),
    leave: () => setDraft((left) => left && { ...left, leftAt: value }),
  };
}
