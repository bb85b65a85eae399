import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useUntilAnswered } from '../api/use-until-answered.js';
import { useTexts } from '../language/use-texts.js';
import { Quality } from '../shell/quality.js';
import { idOf } from '../templates/template.js';
import { TemplateCategory } from '../templates/template-category.js';
import { TemplateStatus } from '../templates/template-status.js';
import { templatesQuery } from '../templates/templates-query.js';
import { Section } from './section.js';
import styles from './states.module.css';
import { todayTexts } from './texts.js';

export function TemplateStates(): ReactNode {
  const texts = useTexts(todayTexts);
  const templates = useUntilAnswered(useQuery(templatesQuery));
  const items = templates.data?.items ?? [];
  return (
    <Section title={texts.templates} waitsFor={templates}>
      {items.length === 0 && <p>{texts.noTemplates}</p>}
      <ul className={styles['states']}>
        {items.map((template) => (
          <li key={idOf(template)}>
            <Link
              to="/templates/$name"
              params={{ name: template.name }}
              search={{ language: template.language, account: template.account }}
            >
              {`${template.name} (${template.language})`}
            </Link>{' '}
            <TemplateStatus status={template.status} />
            <span className={styles['further']}>
              <TemplateCategory {...template} />
            </span>
            <span className={styles['further']}>
              {texts.quality}: <Quality rating={template.quality} />
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
