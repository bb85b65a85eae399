import { NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { againAfter } from '../api/again-after.js';
import { useSession } from '../api/use-session.js';
import { useUntilAnswered } from '../api/use-until-answered.js';
import { useTexts } from '../language/use-texts.js';
import { Empty } from '../shell/empty.js';
import { Loading } from '../shell/loading.js';
import { Page } from '../shell/page.js';
import { ReadOut } from '../shell/read-out.js';
import { Refusal } from '../shell/refusal.js';
import { useDraft } from '../shell/use-draft.js';
import { SyncTemplates } from './sync-templates.js';
import type { Template } from './template.js';
import { useStatusText } from './template-status.js';
import { TemplateTable } from './template-table.js';
import styles from './templates-page.module.css';
import { templatesQuery } from './templates-query.js';
import { type TemplatesSearch, readTemplatesSearch } from './templates-search.js';
import { templatesTexts } from './texts.js';

const LOOK_AGAIN_AFTER_MS = 5_000;

/** What may be sent, and what Meta thinks of it. */
export function TemplatesPage(): ReactNode {
  const texts = useTexts(templatesTexts);
  const search = useSearch({ from: '/signed-in/templates' });
  const { may } = useSession();
  const mayLook = may('messages:read');
  const { data, error, refetch } = useUntilAnswered(
    useQuery({
      ...templatesQuery,
      enabled: mayLook,
      refetchInterval: againAfter(LOOK_AGAIN_AFTER_MS),
    }),
  );
  if (!mayLook) {
    return (
      <Page title={texts.title}>
        <Empty title={texts.deniedTitle} hint={texts.deniedHint} />
      </Page>
    );
  }
  return (
    <Page title={texts.title} actions={may('templates:write') && <SyncTemplates />}>
      {error && <Refusal error={error} onRetry={() => refetch()} />}
      {data ? <Found templates={data.items} search={search} /> : !error && <Loading />}
    </Page>
  );
}

interface FoundProps {
  readonly templates: readonly Template[];
  readonly search: TemplatesSearch;
}

function Found({ templates, search }: FoundProps): ReactNode {
  const texts = useTexts(templatesTexts);
  const statusText = useStatusText();
  const navigate = useNavigate({ from: '/templates' });
  const { may } = useSession();
  const draft = useDraft(search.name ?? '');
  if (templates.length === 0) {
    return <Empty title={texts.noneTitle} hint={may('templates:write') ? texts.noneHint : texts.noneHintReading} />;
  }
  const narrow = (change: TemplatesSearch): void => {
    void navigate({ search: (before) => readTemplatesSearch({ ...before, ...change }), replace: true });
  };
  const { name = '', status } = search;
  const found = templates.filter(
    (template) => template.name.includes(name.trim().toLowerCase()) && (status ?? template.status) === template.status,
  );
  const statuses = [...new Set([...templates.map((template) => template.status), ...(status ? [status] : [])])];
  return (
    <>
      <fieldset className={styles['filters']}>
        <legend className="seen-by-readers-only">{texts.filters}</legend>
        <TextInput
          label={texts.nameContains}
          value={draft.text}
          onChange={({ currentTarget }) => {
            draft.write(currentTarget.value);
            narrow({ name: currentTarget.value });
          }}
          onBlur={draft.leave}
          maxLength={512}
          autoComplete="off"
          spellCheck={false}
        />
        <NativeSelect
          label={texts.status}
          value={status ?? ''}
          onChange={({ currentTarget }) => narrow({ status: currentTarget.value })}
          data={[
            { value: '', label: texts.any },
            ...statuses.toSorted().map((value) => ({ value, label: statusText(value) })),
          ]}
        />
      </fieldset>
      <ReadOut to={JSON.stringify(search)}>{texts.shown(found.length)}</ReadOut>
      {found.length === 0 ? (
        <Empty title={texts.noMatchTitle} hint={texts.noMatchHint} />
      ) : (
        <TemplateTable templates={found} />
      )}
    </>
  );
}
