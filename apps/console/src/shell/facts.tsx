import type { ReactNode } from 'react';
import styles from './facts.module.css';

/** What is known of something, as a card of `<Fact>`s; as many beside each other as there is room for. */
export function Facts({ children }: { readonly children: ReactNode }): ReactNode {
  return <dl className={styles['facts']}>{children}</dl>;
}
