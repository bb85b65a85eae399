import { Alert, Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { RecadoError } from 'recado-client';
import { useTexts } from '../language/use-texts.js';
import styles from './refusal.module.css';
import { shellTexts } from './texts.js';

interface RefusalProps {
  readonly error: Error;
  /** Settles when it is known how the next try ended. */
  readonly onRetry?: () => Promise<unknown>;
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
      {onRetry && <TryAgain onRetry={onRetry} />}
    </Alert>
  );
}

/** Says that it is at work: an answer may take seconds, and be the same refusal. */
function TryAgain({ onRetry }: Required<Pick<RefusalProps, 'onRetry'>>): ReactNode {
  const texts = useTexts(shellTexts);
  const [trying, setTrying] = useState(false);
  const retry = async (): Promise<void> => {
    setTrying(true);
    await onRetry().catch(() => undefined);
    setTrying(false);
  };
  return (
    <Button size="xs" variant="default" loading={trying} onClick={() => void retry()}>
      {texts.tryAgain}
    </Button>
  );
}
