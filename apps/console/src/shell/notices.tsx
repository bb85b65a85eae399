import { Alert } from '@mantine/core';
import { type ReactNode, createContext, use, useCallback, useMemo, useState } from 'react';
import { useTexts } from '../language/use-texts.js';
import styles from './notices.module.css';
import { shellTexts } from './texts.js';

type Say = (text: string) => void;

const SayContext = createContext<Say>(() => undefined);

/** Tells people what has happened by what they did: `say('Cancelled.')`. Screen readers read it out. */
export function useSay(): Say {
  return use(SayContext);
}

/** Where that is shown, until it is closed or something else is told. */
export function Notices({ children }: { readonly children: ReactNode }): ReactNode {
  const { close } = useTexts(shellTexts);
  const [text, setText] = useState<string | null>(null);
  const say = useCallback<Say>((told) => setText(told), []);
  const shown = useMemo(
    () =>
      text === null ? null : (
        <Alert color="teal" withCloseButton closeButtonLabel={close} onClose={() => setText(null)}>
          {text}
        </Alert>
      ),
    [text, close],
  );
  return (
    <SayContext value={say}>
      {children}
      <output className={styles['notices']}>{shown}</output>
    </SayContext>
  );
}
