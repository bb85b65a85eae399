import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useSession } from '../api/use-session.js';
import { useUntilAnswered } from '../api/use-until-answered.js';
import { useLanguage } from '../language/language-context.js';
import { useTexts } from '../language/use-texts.js';
import { nameOf } from '../senders/sender.js';
import { SenderMark } from '../senders/sender-mark.js';
import { sendersQuery } from '../senders/senders-query.js';
import { Quality } from '../shell/quality.js';
import { Section } from './section.js';
import styles from './states.module.css';
import { todayTexts } from './texts.js';

export function SenderStates(): ReactNode {
  const texts = useTexts(todayTexts);
  const { language } = useLanguage();
  const { everyClient } = useSession();
  const senders = useUntilAnswered(useQuery(sendersQuery));
  const waiting = everyClient ? texts.waiting : texts.waitingOfAll;
  return (
    <Section title={texts.senders} waitsFor={senders}>
      <ul className={styles['states']}>
        {senders.data?.items.map((sender) => (
          <li key={sender.id}>
            <Link to="/senders" hash={sender.id}>
              {nameOf(sender)}
            </Link>{' '}
            <SenderMark sender={sender} />
            <span className={styles['further']}>
              {waiting(sender.queue.queued.toLocaleString(language))} · {texts.quality}:{' '}
              <Quality rating={sender.quality} />
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
