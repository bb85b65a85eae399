import { Button, Kbd, TextInput } from '@mantine/core';
import { useHotkeys, useOs } from '@mantine/hooks';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type ReactNode, type SubmitEvent, useRef } from 'react';
import { useTexts } from '../language/use-texts.js';
import { searchOfText } from '../messages/search-of-text.js';
import styles from './find-messages.module.css';
import { shellTexts } from './texts.js';
import { useDraft } from './use-draft.js';

/** The one search box, on every view: Ctrl+K (⌘K) leads into it, Enter to the messages, whatever they were narrowed by before. */
export function FindMessages(): ReactNode {
  const texts = useTexts(shellTexts);
  const navigate = useNavigate();
  const { q, errorCode } = useSearch({ strict: false });
  const { text, write, leave } = useDraft(q ?? errorCode ?? '');
  const input = useRef<HTMLInputElement>(null);
  const isMac = useOs({ getValueInEffect: false }) === 'macos';
  useHotkeys([['mod+K', () => input.current?.select()]], []);
  const find = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    void navigate({ to: '/messages', search: searchOfText(text) });
    leave();
  };
  return (
    <search className={styles['find']}>
      <form onSubmit={find}>
        <TextInput
          ref={input}
          name="q"
          value={text}
          onChange={({ currentTarget }) => write(currentTarget.value)}
          onBlur={leave}
          aria-label={texts.find}
          placeholder={texts.findHint}
          rightSection={
            <Kbd size="xs" className={styles['keys']}>
              {isMac ? '⌘ K' : 'Ctrl K'}
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
