import type { ReactNode } from 'react';

/** Something that does not go on, or goes wrong, without somebody. */
export interface Need {
  readonly id: string;
  readonly what: string;
  readonly why?: ReactNode;
  /** Puts it right at once. */
  readonly act?: ReactNode;
  /** Leads to where it is put right. */
  readonly way: ReactNode;
}

/** All of one kind, as far as they are known. */
export interface Needs {
  readonly needs: readonly Need[];
  readonly error: Error | null;
  readonly isLoading: boolean;
}
