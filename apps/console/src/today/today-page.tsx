import type { ReactNode } from 'react';
import { useSession } from '../api/use-session.js';
import { useTexts } from '../language/use-texts.js';
import { Page } from '../shell/page.js';
import { Failures } from './failures.js';
import { FreeTier } from './free-tier.js';
import { MessagesADay } from './messages-a-day.js';
import { NeedsAPerson } from './needs-a-person.js';
import { SenderStates } from './sender-states.js';
import { TemplateStates } from './template-states.js';
import { todayTexts } from './texts.js';
import { TodaysCounts } from './todays-counts.js';
import styles from './today-page.module.css';

/** Is sending healthy, and what is to be done? */
export function TodayPage(): ReactNode {
  const texts = useTexts(todayTexts);
  const { may } = useSession();
  const reads = may('messages:read');
  return (
    <Page title={texts.title}>
      <div className={styles['sections']}>
        <NeedsAPerson />
        {reads && <TodaysCounts />}
        {reads && <Failures />}
        {reads && <MessagesADay />}
        <div className={styles['pair']}>
          {reads && <FreeTier />}
          {may('ops') && <SenderStates />}
          {reads && <TemplateStates />}
        </div>
      </div>
    </Page>
  );
}
