import { Button, Kbd, TextInput } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type ReactNode, type SubmitEvent, useRef } from 'react';
import { useTexts } from '../language/use-texts.js';
import { searchOfText } from '../messages/search-of-text.js';
import styles from './find-messages.module.css';
import { shellTexts } from './texts.js';

/** The one search box, on every view: Ctrl+K (⌘K) leads into it, Enter to the messages. */
export function FindMessages(): ReactNode {
  const texts = useTexts(shellTexts);
  const navigate = useNavigate();
  const { q, errorCode } = useSearch({ strict: false });
  const shown = q ?? errorCode ?? '';
  const input = useRef<HTMLInputElement>(null);
  useHotkeys([['mod+K', () => input.current?.select()]], []);
  const find = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const asked = (input.current?.value ?? '').trim();
    void navigate({ to: '/messages', search: searchOfText(asked) });
  };
  return (
    <search className={styles['find']}>
      <form onSubmit={find}>
        <TextInput
          ref={input}
          key={shown}
          name="q"
          defaultValue={shown}
          aria-label={texts.find}
          placeholder={texts.findHint}
          rightSection={
            <Kbd size="xs" className={styles['keys']}>
              Ctrl K
            </Kbd>
          }
          rightSectionWidth={64}
          rightSectionPointerEvents="none"
          aria-keyshortcuts="Control+K Meta+K"
          maxLength={512}
          autoComplete="off"
          spellCheck={false}
          className={styles['box']}
        />
        <Button type="submit">{texts.findButton}</Button>
      </form>
    </search>
  );
}
