import type { ReactNode } from 'react';
import { useTexts } from '../language/use-texts.js';
import { Empty } from '../shell/empty.js';
import { Page } from '../shell/page.js';
import { messagesTexts } from './texts.js';

/** In the place of what the key may not see. */
export function NeedsMessagesScope(): ReactNode {
  const texts = useTexts(messagesTexts);
  return (
    <Page title={texts.title}>
      <Empty title={texts.deniedTitle} hint={texts.deniedHint} />
    </Page>
  );
}
