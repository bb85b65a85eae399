import { Link } from '@tanstack/react-router';
import { type ReactNode, useMemo } from 'react';
import { useTexts } from '../language/use-texts.js';
import { Breakable } from '../shell/breakable.js';
import { type Column, DataTable } from '../shell/data-table.js';
import { Moment } from '../shell/moment.js';
import { Quality } from '../shell/quality.js';
import { WhatsAppText } from '../shell/whatsapp-text.js';
import { type Template, idOf } from './template.js';
import { TemplateCategory } from './template-category.js';
import { TemplateStatus } from './template-status.js';
import styles from './template-table.module.css';
import { templatesTexts } from './texts.js';

const HIDDEN_ON_PHONES = ['text', 'account', 'synced'];

export function TemplateTable({ templates }: { readonly templates: readonly Template[] }): ReactNode {
  const texts = useTexts(templatesTexts);
  const severalAccounts = new Set(templates.map(({ account }) => account)).size > 1;
  const columns = useMemo<readonly Column<Template>[]>(
    () => [
      {
        id: 'name',
        header: texts.name,
        cell: ({ row: { original: template } }) => (
          <>
            <Link
              to="/templates/$name"
              params={{ name: template.name }}
              search={{ language: template.language, account: template.account }}
              className={styles['name']}
              translate="no"
            >
              <Breakable name={template.name} />
            </Link>
            <span className={styles['language']}>{template.language}</span>
          </>
        ),
      },
      {
        id: 'status',
        header: texts.status,
        cell: ({ row }) => <TemplateStatus status={row.original.status} />,
      },
      { id: 'category', header: texts.category, cell: ({ row }) => <TemplateCategory {...row.original} /> },
      { id: 'quality', header: texts.quality, cell: ({ row }) => <Quality rating={row.original.quality} /> },
      {
        id: 'text',
        header: texts.text,
        cell: ({ row: { original: template } }) => (
          <span lang={template.language.replace('_', '-')} className={styles['text']}>
            <WhatsAppText text={template.body} />
          </span>
        ),
      },
      ...(severalAccounts
        ? [{ id: 'account', header: texts.account, cell: ({ row }) => row.original.account } satisfies Column<Template>]
        : []),
      { id: 'synced', header: texts.readAt, cell: ({ row }) => <Moment at={row.original.syncedAt} /> },
    ],
    [texts, severalAccounts],
  );
  return (
    <DataTable
      caption={texts.caption}
      columns={columns}
      rows={templates}
      rowId={idOf}
      hiddenOnPhones={HIDDEN_ON_PHONES}
    />
  );
}
