import { Button, PasswordInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter, useSearch } from '@tanstack/react-router';
import { type ReactNode, type SubmitEvent, useState } from 'react';
import { beginSession, signIn } from '../api/session.js';
import { useTexts } from '../language/use-texts.js';
import { Appearance } from '../shell/appearance.js';
import { LanguageChoice } from '../shell/language-choice.js';
import { Page } from '../shell/page.js';
import { Refusal } from '../shell/refusal.js';
import styles from './sign-in-page.module.css';
import { signInTexts } from './texts.js';

export function SignInPage(): ReactNode {
  const texts = useTexts(signInTexts);
  const queries = useQueryClient();
  const router = useRouter();
  const { next = '/' } = useSearch({ from: '/sign-in' });
  const [key, setKey] = useState('');
  const enter = useMutation({
    mutationFn: signIn,
    async onSuccess(session) {
      beginSession(queries, session);
      await router.navigate({ href: next });
    },
  });
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    enter.mutate(key);
  };
  return (
    <main className={styles['card']}>
      <Page title={texts.title}>
        <p id="about-the-key">{texts.hint}</p>
        <form onSubmit={submit} autoComplete="off" className={styles['form']}>
          {/* A key is no password for a browser to keep: to its password manager this is a code that is good once. */}
          <PasswordInput
            label={texts.key}
            placeholder={texts.keyHint}
            aria-describedby="about-the-key"
            name="key"
            value={key}
            onChange={({ currentTarget }) => setKey(currentTarget.value)}
            autoComplete="one-time-code"
            spellCheck={false}
            required
          />
          {enter.error && <Refusal error={enter.error} />}
          <Button type="submit" loading={enter.isPending}>
            {texts.enter}
          </Button>
        </form>
      </Page>
      <div className={styles['choices']}>
        <LanguageChoice />
        <Appearance />
      </div>
    </main>
  );
}
