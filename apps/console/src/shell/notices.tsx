import { CloseButton } from '@mantine/core';
import { useRouter } from '@tanstack/react-router';
import { type ReactNode, createContext, use, useCallback, useEffect, useMemo, useState } from 'react';
import { useTexts } from '../language/use-texts.js';
import styles from './notices.module.css';
import { shellTexts } from './texts.js';

type Say = (text: string) => void;

interface Notice {
  readonly text: string;
  /** The same may be told again, and is read out again. */
  readonly turn: number;
}

const SayContext = createContext<Say>(() => undefined);

/**
 * Tells people what has happened by what they did: `say('Cancelled.')`. Screen readers read it out. Whoever leads to another view
 * as well says it afterwards: it is of that view then.
 */
export function useSay(): Say {
  return use(SayContext);
}

/** Where that is shown, until it is closed, something else is told, or somebody goes to another view. */
export function Notices({ children }: { readonly children: ReactNode }): ReactNode {
  const { close } = useTexts(shellTexts);
  const router = useRouter();
  const [notice, setNotice] = useState<Notice | null>(null);
  const say = useCallback<Say>((text) => setNotice((before) => ({ text, turn: (before?.turn ?? 0) + 1 })), []);
  useEffect(
    () =>
      router.subscribe('onBeforeNavigate', ({ pathChanged }) => {
        if (pathChanged) setNotice(null);
      }),
    [router],
  );
  const shown = useMemo(
    () =>
      notice === null ? null : (
        <div key={notice.turn} className={styles['notice']}>
          <p>{notice.text}</p>
          <CloseButton aria-label={close} onClick={() => setNotice(null)} />
        </div>
      ),
    [notice, close],
  );
  return (
    <SayContext value={say}>
      {children}
      <output className={styles['notices']}>{shown}</output>
    </SayContext>
  );
}
