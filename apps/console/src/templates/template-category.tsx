import type { ReactNode } from 'react';
import { useTexts } from '../language/use-texts.js';
import { Mark } from '../shell/mark.js';
import styles from './template-category.module.css';
import type { Template } from './template.js';
import { templatesTexts } from './texts.js';

type Categorised = Pick<Template, 'category' | 'previousCategory' | 'drifted'>;

/** What Meta bills it as, and what it was before Meta moved it. */
export function TemplateCategory({ category, previousCategory, drifted }: Categorised): ReactNode {
  const texts = useTexts(templatesTexts);
  const words = new Map(Object.entries(texts.categories));
  const word = (name: string): string => words.get(name) ?? name;
  return (
    <>
      {drifted ? <Mark mood="warn">{word(category)}</Mark> : word(category)}
      {previousCategory !== null && previousCategory !== category && (
        <span className={styles['before']}>{texts.categoryBefore(word(previousCategory))}</span>
      )}
    </>
  );
}
