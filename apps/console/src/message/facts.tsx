import { Link } from '@tanstack/react-router';
import { Fragment, type ReactNode } from 'react';
import type { Message } from 'recado-client';
import { useSession } from '../api/use-session.js';
import { useTexts } from '../language/use-texts.js';
import { AsWritten } from '../shell/as-written.js';
import { Fact } from '../shell/fact.js';
import { Moment } from '../shell/moment.js';
import { Phone } from '../shell/phone.js';
import { Cost } from './cost.js';
import styles from './facts.module.css';
import { pairsIn } from './pairs-in.js';
import { messageTexts } from './texts.js';

/** Everything that is known of a message but its story. */
export function Facts({ message }: { readonly message: Message }): ReactNode {
  const texts = useTexts(messageTexts);
  const { readOnly } = useSession();
  const times = [
    [texts.accepted, message.createdAt],
    [texts.scheduled, message.scheduledAt],
    [texts.sent, message.sentAt],
    [texts.delivered, message.deliveredAt],
    [texts.read, message.readAt],
    [texts.failed, message.failedAt],
    [texts.movesBy, message.pendingUntil],
    [texts.expires, message.status === 'PENDING' ? message.expiresAt : null],
  ] as const;
  return (
    <section aria-labelledby="facts">
      <h2 id="facts">{texts.facts}</h2>
      <dl className={styles['facts']}>
        <Fact name={texts.recipient}>
          {message.recipientName !== null && <AsWritten text={message.recipientName} />}
        </Fact>
        <Fact name={texts.phone}>
          <Phone number={message.to} />
        </Fact>
        {times.map(([name, at]) => (
          <Fact key={name} name={name}>
            {at !== null && <Moment at={at} />}
          </Fact>
        ))}
        <Fact name={texts.template}>{`${message.template.name} (${message.template.language})`}</Fact>
        <Fact name={texts.parameters}>{pairs(message.template.parameters)}</Fact>
        <Fact name={texts.sender}>{message.sender}</Fact>
        <Fact name={texts.priority}>{texts.priorities[message.priority]}</Fact>
        <Fact name={texts.attempts}>{String(message.attempts)}</Fact>
        <Fact name={texts.cost}>
          <Cost message={message} />
        </Fact>
        <Fact name={texts.metadata}>{pairs(message.metadata)}</Fact>
        <Fact name={texts.warnings}>
          {message.warnings.length > 0 && (
            <span lang="en">
              <AsWritten text={message.warnings.join(' ')} />
            </span>
          )}
        </Fact>
        <Fact name={texts.resendOf}>
          {message.resendOf !== null && (
            <Link to="/messages/$id" params={{ id: message.resendOf }}>
              {texts.earlier}
            </Link>
          )}
        </Fact>
        <Fact name={texts.id}>{message.id}</Fact>
        {/* A wamid holds the phone. */}
        <Fact name={texts.wamid}>
          {message.whatsappMessageId !== null &&
            (readOnly ? `…${message.whatsappMessageId.slice(-6)}` : message.whatsappMessageId)}
        </Fact>
      </dl>
    </section>
  );
}

/** Null where there are none. */
function pairs(of: unknown): ReactNode {
  const named = pairsIn(of);
  if (named.length === 0) return null;
  return named.map(([name, value], place) => (
    <Fragment key={name}>
      {place > 0 && ' · '}
      <AsWritten text={name} />: <AsWritten text={value} />
    </Fragment>
  ));
}
