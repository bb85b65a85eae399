import { Button, Checkbox, NativeSelect } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useTexts } from '../language/use-texts.js';
import { messageStatusTexts } from '../shell/message-status-texts.js';
import { DayInput } from './day-input.js';
import styles from './message-filters.module.css';
import { type MessageSearch, PENDING_REASONS, STATUSES, readMessageSearch } from './message-search.js';
import { messagesTexts } from './texts.js';
import { WaitingTextInput } from './waiting-text-input.js';

/** What the list is narrowed by; it all stands in the address, to be kept and passed on. */
export function MessageFilters({ search }: { readonly search: MessageSearch }): ReactNode {
  const texts = useTexts(messagesTexts);
  const words = useTexts(messageStatusTexts);
  const navigate = useNavigate({ from: '/messages' });
  const narrow = (name: keyof MessageSearch, value: string): void => {
    void navigate({
      // The page that was looked at is one of another list.
      search: (before) => readMessageSearch({ ...before, cursor: undefined, [name]: value }),
      replace: true,
    });
  };
  const [hasRoom] = useState(() => matchMedia('(min-width: 48em)').matches);
  const isNarrowed = Object.values(search).some((value) => value !== undefined);
  return (
    <details open={hasRoom || isNarrowed} className={styles['frame']}>
      <summary>{texts.filters}</summary>
      <fieldset className={styles['filters']}>
        <legend className="seen-by-readers-only">{texts.filters}</legend>
        <NativeSelect
          label={texts.status}
          value={search.status ?? ''}
          onChange={({ currentTarget }) => narrow('status', currentTarget.value)}
          data={[{ value: '', label: texts.any }, ...STATUSES.map((value) => ({ value, label: words[value] }))]}
        />
        <NativeSelect
          label={texts.pendingReason}
          value={search.pendingReason ?? ''}
          onChange={({ currentTarget }) => narrow('pendingReason', currentTarget.value)}
          data={[{ value: '', label: texts.any }, ...PENDING_REASONS.map((value) => ({ value, label: words[value] }))]}
        />
        <WaitingTextInput
          label={texts.errorCode}
          value={search.errorCode ?? ''}
          onSettled={(value) => narrow('errorCode', value)}
        />
        <WaitingTextInput
          label={texts.template}
          value={search.template ?? ''}
          onSettled={(value) => narrow('template', value)}
        />
        <WaitingTextInput
          label={texts.sender}
          value={search.sender ?? ''}
          onSettled={(value) => narrow('sender', value)}
        />
        <DayInput label={texts.from} value={search.from ?? ''} onChosen={(value) => narrow('from', value)} />
        <DayInput label={texts.to} value={search.to ?? ''} onChosen={(value) => narrow('to', value)} />
        <Checkbox
          label={texts.undelivered}
          checked={search.undelivered === 'true'}
          onChange={({ currentTarget }) => narrow('undelivered', currentTarget.checked ? 'true' : '')}
        />
        {isNarrowed && (
          <Button variant="default" size="xs" onClick={() => void navigate({ search: {} })}>
            {texts.clear}
          </Button>
        )}
      </fieldset>
    </details>
  );
}
