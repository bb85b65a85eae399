import { type ReactNode, useEffect } from 'react';
import { useTexts } from '../language/use-texts.js';
import styles from './page.module.css';
import { shellTexts } from './texts.js';
import { withoutDirectionMarks } from './without-direction-marks.js';

interface PageProps {
  readonly title: string;
  /** What stands beside the title: buttons. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A view: its title, which the browser's tab shows and which has the focus after a change of view, and what it shows. */
export function Page({ title: given, actions, children }: PageProps): ReactNode {
  const title = withoutDirectionMarks(given);
  const { product } = useTexts(shellTexts);
  useEffect(() => {
    document.title = `${title} · ${product}`;
  }, [title, product]);
  return (
    <>
      <div className={styles['head']}>
        <h1 id="title" tabIndex={-1} className={styles['title']}>
          {title}
        </h1>
        {actions}
      </div>
      {children}
    </>
  );
}
