import type { ReactNode } from 'react';
import type { Message } from 'recado-client';
import { useTexts } from '../language/use-texts.js';
import { messageTexts } from './texts.js';
import styles from './ticks.module.css';

const SIGNS: Readonly<Record<Message['status'], string>> = {
  PENDING: '◷',
  SENT: '✓',
  DELIVERED: '✓✓',
  READ: '✓✓',
  FAILED: '!',
  CANCELLED: '×',
};

/** WhatsApp's ticks, and the word for whoever does not see them. */
export function Ticks({ status }: { readonly status: Message['status'] }): ReactNode {
  const { ticks } = useTexts(messageTexts);
  return (
    <span className={status === 'READ' ? styles['read'] : status === 'FAILED' ? styles['failed'] : styles['ticks']}>
      <span aria-hidden="true">{SIGNS[status]}</span> {ticks[status]}
    </span>
  );
}
