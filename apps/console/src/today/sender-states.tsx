import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useUntilAnswered } from '../api/use-until-answered.js';
import { useTexts } from '../language/use-texts.js';
import { sendersQuery } from '../senders/senders-query.js';
import { Mark } from '../shell/mark.js';
import { Section } from './section.js';
import styles from './states.module.css';
import { todayTexts } from './texts.js';

export function SenderStates(): ReactNode {
  const texts = useTexts(todayTexts);
  const senders = useUntilAnswered(useQuery(sendersQuery));
  return (
    <Section title={texts.senders} waitsFor={senders}>
      <ul className={styles['states']}>
        {senders.data?.items.map(({ id, verifiedName, displayNumber, state, quality, queue }) => (
          <li key={id}>
            <Link to="/senders">{verifiedName ?? displayNumber ?? id}</Link>{' '}
            <Mark mood={state === 'ACTIVE' ? 'good' : 'bad'}>
              {state === 'ACTIVE' ? texts.active : texts.pausedWord}
            </Mark>
            <span className={styles['further']}>
              {texts.waiting(queue.queued)}
              {quality !== null && ` · ${texts.quality(quality)}`}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
