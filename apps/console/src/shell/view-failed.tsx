import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTexts } from '../language/use-texts.js';
import { Page } from './page.js';
import { Refusal } from './refusal.js';
import { shellTexts } from './texts.js';

/** In the place of a view that could not be shown at all. */
export function ViewFailed({ error }: ErrorComponentProps): ReactNode {
  const texts = useTexts(shellTexts);
  const router = useRouter();
  return (
    <Page title={texts.viewFailed}>
      <Refusal error={error instanceof Error ? error : new Error(String(error))} onRetry={() => router.invalidate()} />
    </Page>
  );
}
