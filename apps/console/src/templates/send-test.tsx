import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, type SubmitEvent, useState } from 'react';
import type { MessageRequest } from 'recado-client';
import { apiClock } from '../api/api-clock.js';
import { api } from '../api/api.js';
import { dataOf } from '../api/data-of.js';
import { useAskAgain } from '../api/use-ask-again.js';
import { useTexts } from '../language/use-texts.js';
import { Confirm } from '../shell/confirm.js';
import { useSay } from '../shell/notices.js';
import { WhatsAppText } from '../shell/whatsapp-text.js';
import { newIdempotencyKey } from './idempotency-key.js';
import styles from './send-test.module.css';
import { TestFollowed } from './test-followed.js';
import { templatesTexts } from './texts.js';

/** Whoever tries something out wants to see it now: later it would only puzzle its recipient. */
const LIFE_MS = 3_600_000;
/** How tests are found again, in the list and by whoever is told of them. */
const REFERENCE = 'TEST';

interface SendTestProps {
  readonly filled: MessageRequest['template'];
  readonly sender: string | undefined;
  /** What its recipient would read; null while that is not known, or the values are no good. */
  readonly text: string | null;
}

/** Sends one real message of the template, and shows what becomes of it. */
export function SendTest({ filled, sender, text }: SendTestProps): ReactNode {
  const texts = useTexts(templatesTexts);
  const say = useSay();
  const [to, setTo] = useState('');
  const [asked, setAsked] = useState({ open: false, key: '', expiresAt: '' });
  const phone = to.trim();
  const close = (): void => setAsked((before) => ({ ...before, open: false }));
  const send = useMutation({
    mutationFn: () =>
      dataOf(
        api.POST('/api/v1/whatsapp/messages', {
          params: { header: { 'Idempotency-Key': asked.key } },
          body: {
            to: phone,
            template: filled,
            sender,
            reference: REFERENCE,
            priority: 'high',
            expiresAt: asked.expiresAt,
            metadata: { test: true },
          },
        }),
      ),
    onSuccess: () => {
      close();
      say(texts.testAccepted);
    },
    onSettled: useAskAgain('messages'),
  });
  const ask = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    send.reset();
    // Fixed with the question: a yes that is repeated because no answer came is the same message.
    const expiresAt = new Date(apiClock.timeOf(Date.now()) + LIFE_MS).toISOString();
    setAsked({ open: true, key: newIdempotencyKey(), expiresAt });
  };
  return (
    <form onSubmit={ask} className={styles['test']}>
      <TextInput
        type="tel"
        label={texts.testTo}
        description={texts.testToHint}
        value={to}
        onChange={({ currentTarget }) => setTo(currentTarget.value)}
        required
        maxLength={64}
        autoComplete="off"
      />
      <Button type="submit" disabled={text === null || phone === ''}>
        {texts.testSend}
      </Button>
      {send.data && <TestFollowed accepted={send.data} />}
      <Confirm
        opened={asked.open}
        title={texts.testTitle}
        action={texts.testNow}
        pending={send.isPending}
        error={send.error}
        onConfirm={() => send.mutate()}
        onClose={close}
      >
        <p>{texts.testText(phone)}</p>
        <blockquote className={styles['text']}>{text !== null && <WhatsAppText text={text} />}</blockquote>
      </Confirm>
    </form>
  );
}
