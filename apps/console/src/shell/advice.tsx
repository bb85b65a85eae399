import type { ReactNode } from 'react';
import type { Message } from 'recado-client';
import { useTexts } from '../language/use-texts.js';
import { adviceTexts } from './advice-texts.js';

type Failure = Pick<NonNullable<Message['error']>, 'code' | 'advice'>;

/** What to do about a failure, in the API's words, which are English, unless those are for programs. */
export function Advice({ failure: { code, advice } }: { readonly failure: Failure }): ReactNode {
  const ours = new Map<string, string>(Object.entries(useTexts(adviceTexts))).get(code);
  return ours ?? <span lang="en">{advice}</span>;
}
