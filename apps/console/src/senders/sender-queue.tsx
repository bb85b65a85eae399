import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useSession } from '../api/use-session.js';
import { useLanguage } from '../language/language-context.js';
import { useTexts } from '../language/use-texts.js';
import { Fact } from '../shell/fact.js';
import type { MessageSearch } from '../messages/message-search.js';
import { durationInWords } from './duration-in-words.js';
import { type Sender, nameOf } from './sender.js';
import styles from './sender-facts.module.css';
import { sendersTexts } from './texts.js';

/** What waits for it, with the way to those messages and to its queue. */
export function SenderQueue({ sender }: { readonly sender: Sender }): ReactNode {
  const texts = useTexts(sendersTexts);
  const { language } = useLanguage();
  const { may, senders, everyClient } = useSession();
  // What waits is counted over all clients; the list of one would not show what was counted.
  const mayList = may('messages:read') && everyClient;
  const { id, queue } = sender;
  const states: readonly (readonly [string, number, MessageSearch])[] = [
    [texts.queued, queue.queued, { sender: id, status: 'PENDING' }],
    [texts.sending, queue.sending, { sender: id, pendingReason: 'SENDING' }],
    [texts.unconfirmed, queue.unconfirmed, { sender: id, pendingReason: 'UNCONFIRMED' }],
    [texts.held, queue.held, { sender: id, pendingReason: 'HELD' }],
  ];
  return (
    <>
      <dl className={styles['facts']}>
        {states.map(([name, count, search]) => (
          <Fact key={name} name={name}>
            {count > 0 && mayList ? (
              <Link
                to="/messages"
                search={search}
                aria-label={texts.toMessages(name, count.toLocaleString(language), nameOf(sender))}
              >
                {count.toLocaleString(language)}
              </Link>
            ) : (
              count.toLocaleString(language)
            )}
          </Fact>
        ))}
        <Fact name={texts.oldest}>
          {queue.oldestWaitingSeconds === 0
            ? texts.nothingWaits
            : durationInWords(queue.oldestWaitingSeconds, language)}
        </Fact>
      </dl>
      {!everyClient && <p className={styles['more']}>{texts.ofAllClients}</p>}
      {/* The board shows all senders at once: a key that is bound to some is not let in. */}
      {senders === null && (
        <a href={`/queues/queue/send-${encodeURIComponent(id)}`} className={styles['queue']}>
          {texts.toQueue}
          <span className="seen-by-readers-only"> {nameOf(sender)}</span>
        </a>
      )}
    </>
  );
}
