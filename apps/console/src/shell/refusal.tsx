import { Alert, Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { RecadoError } from 'recado-client';
import { useTexts } from '../language/use-texts.js';
import styles from './refusal.module.css';
import { shellTexts } from './texts.js';

interface RefusalProps {
  readonly error: Error;
  readonly onRetry?: () => void;
}

/** Why something did not work, in the API's own words, what to do, and what to tell whoever runs it. The API speaks English. */
export function Refusal({ error, onRetry }: RefusalProps): ReactNode {
  const texts = useTexts(shellTexts);
  const known = error instanceof RecadoError ? error : null;
  const answered = known !== null && known.status !== null;
  return (
    <Alert color="red" role="alert" title={texts.failed} className={styles['refusal']}>
      {answered ? <p lang="en">{known.detail}</p> : <p>{texts.noAnswer}</p>}
      {answered && known.remedy !== known.detail && <p lang="en">{known.remedy}</p>}
      {answered && (
        <p className={styles['reference']} translate="no">
          {texts.reference(known.code, known.requestId ?? '—')}
        </p>
      )}
      {onRetry && (
        <Button size="xs" variant="default" onClick={onRetry}>
          {texts.tryAgain}
        </Button>
      )}
    </Alert>
  );
}
