import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useSession } from '../api/use-session.js';
import { useUntilAnswered } from '../api/use-until-answered.js';
import { useTexts } from '../language/use-texts.js';
import { Empty } from '../shell/empty.js';
import { Loading } from '../shell/loading.js';
import { Page } from '../shell/page.js';
import { Refusal } from '../shell/refusal.js';
import { type Template, idOf } from './template.js';
import { TemplateFacts } from './template-facts.js';
import styles from './template-page.module.css';
import { templateQuery } from './template-query.js';
import { templatesTexts } from './texts.js';
import { TryTemplate } from './try-template.js';

/** One template: what Meta thinks of it, what its recipients would read, and a message of it to try it out. */
export function TemplatePage(): ReactNode {
  const texts = useTexts(templatesTexts);
  const { name } = useParams({ from: '/signed-in/templates/$name' });
  const { language, account } = useSearch({ from: '/signed-in/templates/$name' });
  const { may } = useSession();
  const mayLook = may('messages:read');
  const { data, error, refetch } = useUntilAnswered(useQuery(templateQuery(name, mayLook)));
  const all = data?.items ?? [];
  const shown =
    all.find((template) => template.language === language && template.account === account) ??
    all.find((template) => template.language === language) ??
    all[0];
  if (!mayLook) {
    return (
      <Page title={name}>
        <Empty title={texts.deniedTitle} hint={texts.deniedHint} />
      </Page>
    );
  }
  return (
    <Page title={name}>
      <p className={styles['back']}>
        <Link to="/templates">{texts.toAll}</Link>
      </p>
      {error && <Refusal error={error} onRetry={() => refetch()} />}
      {data === undefined && !error && <Loading />}
      {shown && (
        <>
          {all.length > 1 && <Languages all={all} shown={shown} />}
          <TemplateFacts template={shown} />
          <TryTemplate key={idOf(shown)} template={shown} />
        </>
      )}
    </Page>
  );
}

interface LanguagesProps {
  readonly all: readonly Template[];
  readonly shown: Template;
}

/** The same name in other languages, and of other accounts. */
function Languages({ all, shown }: LanguagesProps): ReactNode {
  const texts = useTexts(templatesTexts);
  const severalAccounts = new Set(all.map(({ account }) => account)).size > 1;
  return (
    <nav aria-label={texts.languages}>
      <ul className={styles['languages']}>
        {all.map((template) => (
          <li key={idOf(template)}>
            <Link
              to="/templates/$name"
              params={{ name: template.name }}
              search={{ language: template.language, account: template.account }}
              aria-current={template === shown ? 'true' : undefined}
            >
              {severalAccounts ? `${template.language} · ${template.account}` : template.language}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
