import { Link } from '@tanstack/react-router';
import { type ReactNode, useMemo } from 'react';
import type { Message } from 'recado-client';
import { useTexts } from '../language/use-texts.js';
import { AsWritten } from '../shell/as-written.js';
import { type Column, DataTable } from '../shell/data-table.js';
import { MessageStatus } from '../shell/message-status.js';
import { Moment } from '../shell/moment.js';
import { Phone } from '../shell/phone.js';
import { CancelMessage } from './cancel-message.js';
import styles from './message-table.module.css';
import { messagesTexts } from './texts.js';

const HIDDEN_ON_PHONES = ['template'];

export function MessageTable({ messages }: { readonly messages: readonly Message[] }): ReactNode {
  const texts = useTexts(messagesTexts);
  const columns = useMemo<readonly Column<Message>[]>(
    () => [
      {
        id: 'order',
        header: texts.order,
        cell: ({ row: { original: message } }) => (
          <Link to="/messages/$id" params={{ id: message.id }} className={styles['order']}>
            {message.reference === null ? texts.noOrder : <AsWritten text={message.reference} />}
          </Link>
        ),
      },
      {
        id: 'status',
        header: texts.status,
        cell: ({ row: { original: message } }) => (
          <MessageStatus status={message.status} pendingReason={message.pendingReason} />
        ),
      },
      {
        id: 'recipient',
        header: texts.recipient,
        cell: ({ row: { original: message } }) => (
          <>
            {message.recipientName !== null && (
              <span className={styles['name']}>
                <AsWritten text={message.recipientName} />
              </span>
            )}
            <Phone number={message.to} />
          </>
        ),
      },
      { id: 'template', header: texts.template, cell: ({ row }) => row.original.template.name },
      {
        id: 'accepted',
        header: texts.accepted,
        cell: ({ row }) => <Moment at={row.original.createdAt} />,
      },
      {
        id: 'why',
        header: texts.why,
        cell: ({ row: { original: message } }) =>
          message.error && (
            <span lang="en">
              {message.error.code}: <AsWritten text={message.error.title} />
            </span>
          ),
      },
      { id: 'act', header: texts.act, cell: ({ row }) => <CancelMessage message={row.original} /> },
    ],
    [texts],
  );
  return (
    <DataTable
      caption={texts.caption}
      columns={columns}
      rows={messages}
      rowId={({ id }) => id}
      hiddenOnPhones={HIDDEN_ON_PHONES}
    />
  );
}
