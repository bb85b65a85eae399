import type { ReactNode } from 'react';

interface ReadOutProps {
  /** What it is the answer to: the same words are read out again where they answer something else. */
  readonly to: string;
  /** Nothing for as long as there is no answer. */
  readonly children: ReactNode;
}

/** Tells screen readers what everybody else sees change. It has to stand there before: only what changes in it is read out. */
export function ReadOut({ to, children }: ReadOutProps): ReactNode {
  return (
    <output className="seen-by-readers-only">
      <span key={to}>{children}</span>
    </output>
  );
}
