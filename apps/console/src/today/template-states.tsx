import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useUntilAnswered } from '../api/use-until-answered.js';
import { useTexts } from '../language/use-texts.js';
import { Mark } from '../shell/mark.js';
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
        {items.map(({ account, name, language, status, category, quality }) => (
          <li key={`${account} ${name} ${language}`}>
            <Link to="/templates">{`${name} (${language})`}</Link>{' '}
            <Mark mood={status === 'APPROVED' ? 'good' : 'warn'}>{status}</Mark>
            <span className={styles['further']}>
              {category}
              {quality !== null && ` · ${texts.quality(quality)}`}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
