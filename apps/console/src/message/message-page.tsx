import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { type MessageWithEvents, RecadoError } from 'recado-client';
import { useSession } from '../api/use-session.js';
import { useUntilAnswered } from '../api/use-until-answered.js';
import { useTexts } from '../language/use-texts.js';
import { NeedsMessagesScope } from '../messages/needs-messages-scope.js';
import { Empty } from '../shell/empty.js';
import { Loading } from '../shell/loading.js';
import { MessageStatus } from '../shell/message-status.js';
import { Page } from '../shell/page.js';
import { Refusal } from '../shell/refusal.js';
import { shellTexts } from '../shell/texts.js';
import { Bubble } from './bubble.js';
import { Facts } from './facts.js';
import { MessageActions } from './message-actions.js';
import styles from './message-page.module.css';
import { messageQuery } from './message-query.js';
import { messageTexts } from './texts.js';
import { Timeline } from './timeline.js';
import { WhatWentWrong } from './what-went-wrong.js';

/** Everything about one message: has supplier X read order Y? */
export function MessagePage(): ReactNode {
  const { may } = useSession();
  const { id } = useParams({ from: '/signed-in/messages/$id' });
  return may('messages:read') ? <MessageOf id={id} /> : <NeedsMessagesScope />;
}

function MessageOf({ id }: { readonly id: string }): ReactNode {
  const texts = useTexts(messageTexts);
  const shell = useTexts(shellTexts);
  const { data: message, error, refetch } = useUntilAnswered(useQuery(messageQuery(id)));
  if (message !== undefined) {
    return (
      <Page
        title={texts.title(message.reference ?? texts.withoutOrder)}
        actions={<MessageActions key={message.id} message={message} />}
      >
        {error && <Refusal error={error} onRetry={() => refetch()} />}
        <OneMessage message={message} />
      </Page>
    );
  }
  const isGone = error instanceof RecadoError && error.code === 'NOT_FOUND';
  return (
    <Page title={isGone ? texts.gone : shell.message}>
      {error === null && <Loading />}
      {isGone && (
        <Empty title={texts.gone} hint={texts.goneHint}>
          <Link to="/messages">{texts.toMessages}</Link>
        </Empty>
      )}
      {error !== null && !isGone && <Refusal error={error} onRetry={() => refetch()} />}
    </Page>
  );
}

function OneMessage({ message }: { readonly message: MessageWithEvents }): ReactNode {
  return (
    <div className={styles['columns']}>
      <div className={styles['story']}>
        <div>
          <MessageStatus status={message.status} pendingReason={message.pendingReason} />
        </div>
        <Bubble message={message} />
        {message.error !== null && <WhatWentWrong error={message.error} />}
        <Timeline events={message.events} />
      </div>
      <Facts message={message} />
    </div>
  );
}
