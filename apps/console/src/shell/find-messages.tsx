import { Button, Kbd, TextInput } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, type ReactNode, useRef } from 'react';
import { useTexts } from '../language/use-texts.js';
import styles from './find-messages.module.css';
import { shellTexts } from './texts.js';

/** The one search box, on every view: `/` leads into it, Enter to the messages. */
export function FindMessages(): ReactNode {
  const texts = useTexts(shellTexts);
  const navigate = useNavigate();
  const { q = '' } = useSearch({ strict: false });
  const input = useRef<HTMLInputElement>(null);
  useHotkeys([['/', () => input.current?.select()]]);
  const find = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const asked = (input.current?.value ?? '').trim();
    void navigate({ to: '/messages', search: asked === '' ? {} : { q: asked } });
  };
  return (
    <search className={styles['find']}>
      <form onSubmit={find}>
        <TextInput
          ref={input}
          key={q}
          name="q"
          defaultValue={q}
          aria-label={texts.find}
          placeholder={texts.findHint}
          rightSection={<Kbd aria-hidden="true">/</Kbd>}
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
