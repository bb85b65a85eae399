import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { MessageWithEvents } from 'recado-client';
import { useTexts } from '../language/use-texts.js';
import { AsWritten } from '../shell/as-written.js';
import { Moment } from '../shell/moment.js';
import { WhatsAppText } from '../shell/whatsapp-text.js';
import { asSentQuery } from './as-sent-query.js';
import { BubbleButtons } from './bubble-buttons.js';
import { BubbleHeader } from './bubble-header.js';
import styles from './bubble.module.css';
import { repliesIn } from './replies-in.js';
import { messageTexts } from './texts.js';
import { Ticks } from './ticks.js';

/** The message in the supplier's telephone, and what they wrote back. */
export function Bubble({ message }: { readonly message: MessageWithEvents }): ReactNode {
  const texts = useTexts(messageTexts);
  const { data: preview } = useQuery(asSentQuery(message));
  const { text, template, status, sentAt, createdAt } = message;
  // A template that reads differently by now is not the one that was sent.
  const asSent = preview?.text === text ? preview : undefined;
  return (
    <section aria-labelledby="as-seen" className={styles['telephone']}>
      <h2 id="as-seen" className={styles['heading']}>
        {texts.asSeen}
      </h2>
      <div className={styles['sent']}>
        {text === null ? (
          <p className={styles['text']}>{texts.erased}</p>
        ) : (
          <>
            <BubbleHeader header={template.header} text={asSent?.header ?? null} language={template.language} />
            <p className={styles['text']} lang={template.language.replace('_', '-')}>
              <WhatsAppText text={text} />
            </p>
            {asSent !== undefined && asSent.footer !== null && (
              <p className={styles['footer']} lang={template.language.replace('_', '-')}>
                <AsWritten text={asSent.footer} />
              </p>
            )}
          </>
        )}
        <p className={styles['foot']}>
          <Moment at={sentAt ?? createdAt} /> <Ticks status={status} />
        </p>
        <BubbleButtons given={template.buttons ?? []} asSent={asSent?.buttons} language={template.language} />
      </div>
      {repliesIn(message).map((reply) => (
        <div key={reply.key} className={styles['reply']}>
          <p className={styles['foot']}>{texts.replied}</p>
          <p className={styles['text']}>
            {reply.text === null ? texts.replyWithoutText : <WhatsAppText text={reply.text} />}
          </p>
          <p className={styles['foot']}>
            <Moment at={reply.at} />
          </p>
        </div>
      ))}
    </section>
  );
}
