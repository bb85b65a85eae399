import type { ReactNode } from 'react';
import { useTexts } from '../language/use-texts.js';
import { Mark, type Mood } from '../shell/mark.js';
import { templateStatusTexts } from './template-status-texts.js';

const MOODS: ReadonlyMap<string, Mood> = new Map([
  ['APPROVED', 'good'],
  ['PENDING', 'busy'],
  ['IN_APPEAL', 'busy'],
  ['PAUSED', 'warn'],
  ['LIMIT_EXCEEDED', 'warn'],
  ['REJECTED', 'bad'],
  ['DISABLED', 'bad'],
] satisfies [string, Mood][]);

/** What Meta's word for a state is called here; the word itself, where Meta has invented one since. */
export function useStatusText(): (status: string) => string {
  const { words } = useTexts(templateStatusTexts);
  const known = new Map(Object.entries(words));
  return (status) => known.get(status) ?? status;
}

/** Whether Meta lets it be sent. */
export function TemplateStatus({ status }: { readonly status: string }): ReactNode {
  const statusText = useStatusText();
  return <Mark mood={MOODS.get(status) ?? 'quiet'}>{statusText(status)}</Mark>;
}
