import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTexts } from '../language/use-texts.js';
import styles from './navigation.module.css';
import { shellTexts } from './texts.js';

const VIEWS = [
  { to: '/', text: 'today' },
  { to: '/messages', text: 'messages' },
  { to: '/templates', text: 'templates' },
  { to: '/senders', text: 'senders' },
  { to: '/callbacks', text: 'callbacks' },
  { to: '/usage', text: 'usage' },
] as const;

export function Navigation(): ReactNode {
  const texts = useTexts(shellTexts);
  return (
    <nav aria-label={texts.navigation} className={styles['navigation']}>
      <ul>
        {VIEWS.map(({ to, text }) => (
          <li key={to}>
            <Link to={to} activeOptions={{ exact: to === '/', includeSearch: false }}>
              {texts[text]}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
