import type { ReactNode } from 'react';
import { useTexts } from '../language/use-texts.js';
import { Page } from '../shell/page.js';
import { shellTexts } from '../shell/texts.js';

export function TemplatesPage(): ReactNode {
  const texts = useTexts(shellTexts);
  return <Page title={texts.templates}>{null}</Page>;
}
