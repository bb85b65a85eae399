import type { ReactNode } from 'react';
import type { Message } from 'recado-client';
import { useTexts } from '../language/use-texts.js';
import { Mark, type Mood } from './mark.js';
import styles from './message-status.module.css';
import { messageStatusTexts } from './message-status-texts.js';

const MOODS: Readonly<Record<Message['status'], Mood>> = {
  PENDING: 'busy',
  SENT: 'busy',
  DELIVERED: 'good',
  READ: 'good',
  FAILED: 'bad',
  CANCELLED: 'quiet',
};

/** Where a message is, and why it waits. */
export function MessageStatus({ status, pendingReason }: Pick<Message, 'status' | 'pendingReason'>): ReactNode {
  const texts = useTexts(messageStatusTexts);
  const asks = pendingReason === 'HELD' || pendingReason === 'UNCONFIRMED';
  return (
    <>
      <Mark mood={asks ? 'warn' : MOODS[status]}>{texts[status]}</Mark>
      {pendingReason !== null && <span className={styles['reason']}>{texts[pendingReason]}</span>}
    </>
  );
}
