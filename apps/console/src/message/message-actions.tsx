import { Group } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Message } from 'recado-client';
import { api } from '../api/api.js';
import { dataOf } from '../api/data-of.js';
import { useSession } from '../api/use-session.js';
import { useTexts } from '../language/use-texts.js';
import { CancelMessage } from '../messages/cancel-message.js';
import { ActOnMessage } from './act-on-message.js';
import { mayHaveBeenSent } from './may-have-been-sent.js';
import { messageTexts } from './texts.js';

/** What may be done with this message now, by whoever is signed in. */
export function MessageActions({ message }: { readonly message: Message }): ReactNode {
  const texts = useTexts(messageTexts);
  const navigate = useNavigate();
  const { may } = useSession();
  const params = { path: { id: message.id } };
  const mayHaveArrived = mayHaveBeenSent(message.error?.code);
  return (
    <Group gap="xs">
      <CancelMessage message={message} />
      {message.status === 'FAILED' && may('messages:write') && (
        <ActOnMessage
          action={texts.again}
          title={texts.againTitle}
          done={texts.sentAgain}
          dangerous={mayHaveArrived}
          call={() =>
            dataOf(api.POST('/api/v1/whatsapp/messages/{id}/resend', { params, body: { force: mayHaveArrived } }))
          }
          onDone={({ id }) => navigate({ to: '/messages/$id', params: { id } })}
        >
          {mayHaveArrived ? texts.againForced : texts.againText}
        </ActOnMessage>
      )}
      {message.pendingReason === 'HELD' && may('ops') && (
        <>
          <ActOnMessage
            action={texts.release}
            title={texts.releaseTitle}
            done={({ status }) => (status === 'CANCELLED' ? texts.replaced : texts.released)}
            call={() => dataOf(api.POST('/api/v1/whatsapp/messages/{id}/release', { params }))}
          >
            {texts.releaseText}
          </ActOnMessage>
          <ActOnMessage
            action={texts.end}
            title={texts.endTitle}
            done={texts.ended}
            dangerous
            call={() => dataOf(api.POST('/api/v1/whatsapp/messages/{id}/fail', { params }))}
          >
            {texts.endText}
          </ActOnMessage>
        </>
      )}
    </Group>
  );
}
