import type { ReactNode } from 'react';
import type { MessageWithEvents } from 'recado-client';
import { useTexts } from '../language/use-texts.js';
import { Moment } from '../shell/moment.js';
import styles from './bubble.module.css';
import { repliesIn } from './replies-in.js';
import { messageTexts } from './texts.js';
import { Ticks } from './ticks.js';

/** The message in the supplier's telephone, and what they wrote back. */
export function Bubble({ message }: { readonly message: MessageWithEvents }): ReactNode {
  const texts = useTexts(messageTexts);
  const { text, template, status, sentAt, createdAt } = message;
  return (
    <section aria-labelledby="as-seen" className={styles['telephone']}>
      <h2 id="as-seen" className={styles['heading']}>
        {texts.asSeen}
      </h2>
      <div className={styles['sent']} lang={template.language.slice(0, 2)}>
        <p className={styles['text']}>{text ?? texts.erased}</p>
        <p className={styles['foot']}>
          <Moment at={sentAt ?? createdAt} /> <Ticks status={status} />
        </p>
      </div>
      {repliesIn(message).map((reply) => (
        <div key={reply.key} className={styles['reply']}>
          <p className={styles['foot']}>{texts.replied}</p>
          <p className={styles['text']}>{reply.text ?? texts.replyWithoutText}</p>
          <p className={styles['foot']}>
            <Moment at={reply.at} />
          </p>
        </div>
      ))}
    </section>
  );
}
