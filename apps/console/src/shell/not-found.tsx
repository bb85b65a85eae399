import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTexts } from '../language/use-texts.js';
import { Empty } from './empty.js';
import { Page } from './page.js';
import { shellTexts } from './texts.js';

export function NotFound(): ReactNode {
  const texts = useTexts(shellTexts);
  return (
    <Page title={texts.notFound}>
      <Empty title={texts.notFound} hint={texts.notFoundHint}>
        <Link to="/">{texts.toToday}</Link>
      </Empty>
    </Page>
  );
}
