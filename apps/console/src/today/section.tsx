import { type ReactNode, useId } from 'react';
import { Loading } from '../shell/loading.js';
import { Refusal } from '../shell/refusal.js';
import styles from './section.module.css';

interface SectionProps {
  readonly title: string;
  /** What it shows comes from here: without an answer it says neither something nor nothing of it. */
  readonly waitsFor: {
    readonly data: unknown;
    readonly isPending: boolean;
    readonly error: Error | null;
    readonly refetch: () => Promise<unknown>;
  };
  readonly children: ReactNode;
}

/** A part of the view, which loads and fails by itself. */
export function Section({ title, waitsFor, children }: SectionProps): ReactNode {
  const id = useId();
  return (
    <section aria-labelledby={id} className={styles['section']}>
      <h2 id={id}>{title}</h2>
      {waitsFor.error && <Refusal error={waitsFor.error} onRetry={() => waitsFor.refetch()} />}
      {waitsFor.isPending ? <Loading /> : waitsFor.data !== undefined && children}
    </section>
  );
}
