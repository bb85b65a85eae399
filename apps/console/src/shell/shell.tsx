import { Outlet } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTexts } from '../language/use-texts.js';
import { FindMessages } from './find-messages.js';
import { Navigation } from './navigation.js';
import { Notices } from './notices.js';
import { Settings } from './settings.js';
import styles from './shell.module.css';
import { shellTexts } from './texts.js';
import { useKeptFocus } from './use-kept-focus.js';

/** What stands around every view behind the sign-in. */
export function Shell(): ReactNode {
  const texts = useTexts(shellTexts);
  useKeptFocus();
  return (
    <Notices>
      <a href="#title" className={styles['skip']}>
        {texts.skip}
      </a>
      <header className={styles['header']}>
        <span className={styles['product']}>{texts.product}</span>
        <FindMessages />
        <Settings />
      </header>
      <Navigation />
      <main className={styles['main']}>
        <Outlet />
      </main>
    </Notices>
  );
}
