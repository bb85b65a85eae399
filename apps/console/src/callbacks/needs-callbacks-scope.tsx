import type { ReactNode } from 'react';
import { useTexts } from '../language/use-texts.js';
import { Empty } from '../shell/empty.js';
import { Page } from '../shell/page.js';
import { callbacksTexts } from './texts.js';

/** In the place of what the key may not see. */
export function NeedsCallbacksScope(): ReactNode {
  const texts = useTexts(callbacksTexts);
  return (
    <Page title={texts.title}>
      <Empty title={texts.needsScope} hint={texts.needsScopeHint} />
    </Page>
  );
}
