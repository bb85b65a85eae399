import type { ReactNode } from 'react';
import type { Message } from 'recado-client';
import { useLanguage } from '../language/language-context.js';
import { useTexts } from '../language/use-texts.js';
import { adviceInSpanish } from './advice-in-spanish.js';
import { adviceTexts } from './advice-texts.js';

type Failure = Pick<NonNullable<Message['error']>, 'code' | 'advice'>;

/** What to do about a failure, in the viewer's language: in the API's words unless those are for programs, or nobody has translated them. */
export function Advice({ failure: { code, advice } }: { readonly failure: Failure }): ReactNode {
  const { language } = useLanguage();
  const ours = new Map<string, string>(Object.entries(useTexts(adviceTexts))).get(code);
  const translated = language === 'es' ? adviceInSpanish.get(advice) : undefined;
  return ours ?? translated ?? <span lang="en">{advice}</span>;
}
