import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { signOut } from '../api/session.js';
import { useSession } from '../api/use-session.js';
import { useTexts } from '../language/use-texts.js';
import { Appearance } from './appearance.js';
import { LanguageChoice } from './language-choice.js';
import { Refusal } from './refusal.js';
import styles from './settings.module.css';
import { shellTexts } from './texts.js';

/** Who is signed in, and how they want to see it. */
export function Settings(): ReactNode {
  const texts = useTexts(shellTexts);
  const { keyId, readOnly } = useSession();
  const leave = useMutation({
    mutationFn: signOut,
    // A new document: nothing of what was seen stays in memory.
    onSuccess: () => location.assign('/console/sign-in'),
  });
  return (
    <div className={styles['settings']}>
      <LanguageChoice />
      <Appearance />
      <span className={styles['key']}>
        {texts.signedInAs(keyId)}
        {readOnly && ` (${texts.readOnly})`}
      </span>
      <Button variant="default" size="xs" loading={leave.isPending} onClick={() => leave.mutate()}>
        {texts.signOut}
      </Button>
      {leave.error && <Refusal error={leave.error} />}
    </div>
  );
}
