import { Button, Checkbox, Group } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useAskAgain } from '../api/use-ask-again.js';
import { useTexts } from '../language/use-texts.js';
import { Dialog } from '../shell/dialog.js';
import { useSay } from '../shell/notices.js';
import { Refusal } from '../shell/refusal.js';
import { shellTexts } from '../shell/texts.js';
import { CountedFilters } from './counted-filters.js';
import { failedFiltersOf } from './failed-filters-of.js';
import { mayHaveFailed } from './may-have-failed.js';
import type { MessageSearch } from './message-search.js';
import { countResend, resendAll } from './resend-all.js';
import styles from './resend-failed.module.css';
import { messagesTexts } from './texts.js';

/** Sends all failed messages again that match: counts first, and asks. Nothing where none can be among them. */
export function ResendFailed({ search }: { readonly search: MessageSearch }): ReactNode {
  const texts = useTexts(messagesTexts);
  const [opened, setOpened] = useState(false);
  if (!mayHaveFailed(search)) return null;
  return (
    <>
      <Button variant="default" size="xs" onClick={() => setOpened(true)}>
        {texts.resend}
      </Button>
      <Dialog opened={opened} onClose={() => setOpened(false)} title={texts.resendTitle}>
        <Question search={search} onClose={() => setOpened(false)} />
      </Dialog>
    </>
  );
}

interface QuestionProps {
  readonly search: MessageSearch;
  readonly onClose: () => void;
}

function Question({ search, onClose }: QuestionProps): ReactNode {
  const texts = useTexts(messagesTexts);
  const { close } = useTexts(shellTexts);
  const say = useSay();
  const [force, setForce] = useState(false);
  const [soFar, setSoFar] = useState(0);
  const filters = failedFiltersOf(search);
  const count = useQuery({
    queryKey: ['resend', filters, force],
    queryFn: ({ signal }) => countResend({ ...filters, force }, signal),
    enabled: filters !== null,
    gcTime: 0,
  });
  const resend = useMutation({
    onMutate: () => setSoFar(0),
    mutationFn: () => resendAll({ ...filters, force }, setSoFar),
    onSuccess: ({ resent }) => {
      say(texts.resent(resent));
      onClose();
    },
    onSettled: useAskAgain('messages'),
  });
  const because = new Map<string, string>(Object.entries(texts.skippedBecause));
  if (filters === null) return <p>{texts.resendNeedsFilter}</p>;
  const { data } = count;
  const error = resend.error ?? count.error;
  // What was counted before it stopped half-way is not true any more.
  const isTrue = data !== undefined && !resend.isError;
  const countAgain = async (): Promise<void> => {
    await count.refetch();
    resend.reset();
  };
  return (
    <>
      <CountedFilters search={search} />
      <Checkbox
        label={texts.force}
        checked={force}
        disabled={resend.isPending}
        onChange={({ currentTarget }) => setForce(currentTarget.checked)}
      />
      <output className={styles['told']}>
        {!resend.isPending && soFar > 0 && <p>{texts.resentBefore(soFar)}</p>}
        {data === undefined && !error && <p>{texts.counting}</p>}
        {isTrue && (
          <>
            <p>{data.resent === 0 ? texts.nothing : texts.wouldResend(data.resent)}</p>
            {data.skipped.length > 0 && (
              <>
                <p>{texts.skipped(data.skipped.reduce((sum, { count: skipped }) => sum + skipped, 0))}</p>
                <ul>
                  {data.skipped.map(({ code, count: skipped }) => (
                    <li key={code}>{texts.skippedWith(because.get(code), code, skipped)}</li>
                  ))}
                </ul>
              </>
            )}
          </>
        )}
        {resend.isPending && <p>{texts.resending(soFar)}</p>}
      </output>
      {error && <Refusal error={error} onRetry={countAgain} />}
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={onClose}>
          {close}
        </Button>
        {isTrue && data.resent > 0 && (
          <Button loading={resend.isPending} onClick={() => resend.mutate()}>
            {texts.resendNow(data.resent)}
          </Button>
        )}
      </Group>
    </>
  );
}
