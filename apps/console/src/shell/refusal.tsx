import { Alert, Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { RecadoError } from 'recado-client';
import { useTexts } from '../language/use-texts.js';
import { PartMissing } from './part-missing.js';
import styles from './refusal.module.css';
import { remedyTexts } from './remedy-texts.js';
import { shellTexts } from './texts.js';

interface RefusalProps {
  readonly error: Error;
  /** Settles when it is known how the next try ended. */
  readonly onRetry?: () => Promise<unknown>;
}

/**
 * Why something did not work, in the API's own words, what to do, and what to tell whoever runs it. The API speaks English, and in
 * part to programs: what to do about those the page says itself. An error that is not the API's is a mistake of the page.
 */
export function Refusal({ error, onRetry }: RefusalProps): ReactNode {
  const texts = useTexts(shellTexts);
  const isPartMissing = error instanceof PartMissing;
  return (
    <Alert color="red" role="alert" title={texts.failed} className={styles['refusal']}>
      {error instanceof RecadoError ? (
        <Answer error={error} />
      ) : isPartMissing ? (
        <LoadAgain />
      ) : (
        <Mistake error={error} />
      )}
      {onRetry && !isPartMissing && <TryAgain onRetry={onRetry} />}
    </Alert>
  );
}

function Answer({ error: { status, detail, remedy, code, requestId } }: { readonly error: RecadoError }): ReactNode {
  const texts = useTexts(shellTexts);
  const ours = new Map<string, string>(Object.entries(useTexts(remedyTexts))).get(code);
  if (status === null) return <p>{texts.noAnswer}</p>;
  return (
    <>
      <p lang="en">{detail}</p>
      {ours === undefined ? remedy !== detail && <p lang="en">{remedy}</p> : <p>{ours}</p>}
      <p className={styles['reference']} translate="no">
        {texts.reference(code, requestId ?? '—')}
      </p>
    </>
  );
}

/** Browsers remember which parts did not come, and do not ask for them again: only a new document does. */
function LoadAgain(): ReactNode {
  const { notLoaded, loadAgain } = useTexts(shellTexts);
  return (
    <>
      <p>{notLoaded}</p>
      <Button size="xs" variant="default" onClick={() => location.reload()}>
        {loadAgain}
      </Button>
    </>
  );
}

function Mistake({ error }: Pick<RefusalProps, 'error'>): ReactNode {
  const { pageFailed } = useTexts(shellTexts);
  return (
    <>
      <p>{pageFailed}</p>
      <p className={styles['reference']} translate="no">
        {String(error)}
      </p>
    </>
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
