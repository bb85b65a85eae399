import type { ReactNode } from 'react';
import { useTexts } from '../language/use-texts.js';
import { AsWritten } from '../shell/as-written.js';
import { Fact } from '../shell/fact.js';
import { Facts } from '../shell/facts.js';
import { Moment } from '../shell/moment.js';
import { Quality } from '../shell/quality.js';
import type { Template } from './template.js';
import { TemplateCategory } from './template-category.js';
import styles from './template-facts.module.css';
import { TemplateStatus } from './template-status.js';
import { templateStatusTexts } from './template-status-texts.js';
import { templatesTexts } from './texts.js';

/** What Meta thinks of it, and what to do about that. */
export function TemplateFacts({ template }: { readonly template: Template }): ReactNode {
  const texts = useTexts(templatesTexts);
  const { status, quality, language, account, senders, syncedAt, rejectedReason, drifted } = template;
  return (
    <>
      <Facts>
        <Fact name={texts.status}>
          <TemplateStatus status={status} />
        </Fact>
        <Fact name={texts.category}>
          <TemplateCategory {...template} />
        </Fact>
        <Fact name={texts.quality}>
          <Quality rating={quality} />
        </Fact>
        <Fact name={texts.language}>{language}</Fact>
        <Fact name={texts.account}>{account}</Fact>
        <Fact name={texts.senders}>{senders.join(', ')}</Fact>
        <Fact name={texts.readAt}>
          <Moment at={syncedAt} />
        </Fact>
        {rejectedReason !== null && (
          <Fact name={texts.rejectedReason}>
            <span lang="en">
              <AsWritten text={rejectedReason} />
            </span>
          </Fact>
        )}
      </Facts>
      <Advice status={status} />
      {drifted && <p className={styles['advice']}>{texts.driftedAdvice}</p>}
    </>
  );
}

function Advice({ status }: { readonly status: string }): ReactNode {
  const { advice, otherAdvice } = useTexts(templateStatusTexts);
  if (status === 'APPROVED') return null;
  return <p className={styles['advice']}>{new Map(Object.entries(advice)).get(status) ?? otherAdvice}</p>;
}
