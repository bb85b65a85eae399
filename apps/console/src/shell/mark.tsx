import type { ReactNode } from 'react';
import styles from './mark.module.css';

export type Mood = 'good' | 'busy' | 'warn' | 'bad' | 'quiet';

interface MarkProps {
  readonly mood: Mood;
  readonly children: ReactNode;
}

/** A state in a word; the colour only repeats what the word says. */
export function Mark({ mood, children }: MarkProps): ReactNode {
  return <span className={`${styles['mark']} ${styles[mood]}`}>{children}</span>;
}
