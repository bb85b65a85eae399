import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Message } from 'recado-client';
import { againAfter } from '../api/again-after.js';
import { api } from '../api/api.js';
import { dataOf } from '../api/data-of.js';
import { useTexts } from '../language/use-texts.js';
import { Advice } from '../shell/advice.js';
import { AsWritten } from '../shell/as-written.js';
import { errorInWords } from '../shell/error-in-words.js';
import { MessageStatus } from '../shell/message-status.js';
import { templatesTexts } from './texts.js';

const LOOK_AGAIN_AFTER_MS = 1_000;

/** Where the test message is now. */
export function TestFollowed({ accepted }: { readonly accepted: Message }): ReactNode {
  const texts = useTexts(templatesTexts);
  const { id } = accepted;
  const { data } = useQuery({
    queryKey: ['message', id, 'followed'],
    queryFn: ({ signal }) => dataOf(api.GET('/api/v1/whatsapp/messages/{id}', { params: { path: { id } }, signal })),
    refetchInterval: (query) => (isOver(query.state.data) ? false : againAfter(LOOK_AGAIN_AFTER_MS)(query)),
  });
  const { status, pendingReason, error } = data ?? accepted;
  return (
    <>
      <output>
        <MessageStatus status={status} pendingReason={pendingReason} />
        {error && (
          <>
            <p lang="en">
              {error.code}: <AsWritten text={errorInWords(error)} />
            </p>
            <p>
              <Advice failure={error} />
            </p>
          </>
        )}
      </output>
      <Link to="/messages/$id" params={{ id }}>
        {texts.toTest}
      </Link>
    </>
  );
}

/** Nothing more becomes of it. */
function isOver(message: Message | undefined): boolean {
  return message?.status === 'READ' || message?.status === 'FAILED' || message?.status === 'CANCELLED';
}
