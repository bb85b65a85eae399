import type { ReactNode } from 'react';
import styles from './empty.module.css';

interface EmptyProps {
  readonly title: string;
  /** What to do now. */
  readonly hint: string;
  readonly children?: ReactNode;
}

/** In the place of what there is none of. */
export function Empty({ title, hint, children }: EmptyProps): ReactNode {
  return (
    <div className={styles['empty']}>
      <p className={styles['title']}>{title}</p>
      <p>{hint}</p>
      {children}
    </div>
  );
}
