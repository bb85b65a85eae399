import { Button, Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Message } from 'recado-client';
import { useSession } from '../api/use-session.js';
import { useUntilAnswered } from '../api/use-until-answered.js';
import { useTexts } from '../language/use-texts.js';
import { Empty } from '../shell/empty.js';
import { Loading } from '../shell/loading.js';
import { Page } from '../shell/page.js';
import { ReadOut } from '../shell/read-out.js';
import { Refusal } from '../shell/refusal.js';
import { ExportMessages } from './export-messages.js';
import { MessageFilters } from './message-filters.js';
import { MessageTable } from './message-table.js';
import { messagesQuery } from './messages-query.js';
import { NeedsMessagesScope } from './needs-messages-scope.js';
import { OtherReadings } from './other-readings.js';
import { ResendFailed } from './resend-failed.js';
import { messagesTexts } from './texts.js';

/** Finds messages, shows where they are, and acts on many of them. */
export function MessagesPage(): ReactNode {
  const { may } = useSession();
  return may('messages:read') ? <Messages /> : <NeedsMessagesScope />;
}

function Messages(): ReactNode {
  const texts = useTexts(messagesTexts);
  const search = useSearch({ from: '/signed-in/messages' });
  const navigate = useNavigate({ from: '/messages' });
  const { may } = useSession();
  const asked = useQuery(messagesQuery(search));
  const { data, error, refetch } = useUntilAnswered(asked);
  // What is still shown meanwhile is the answer to the search before.
  const found = asked.isPlaceholderData ? undefined : data?.items.length;
  return (
    <Page
      title={texts.title}
      actions={
        <Group gap="xs">
          {may('messages:write') && <ResendFailed search={search} />}
          <ExportMessages search={search} />
        </Group>
      }
    >
      <MessageFilters search={search} />
      <OtherReadings search={search} nothingFound={found === 0} />
      <ReadOut to={JSON.stringify(search)}>{found !== undefined && texts.shown(found)}</ReadOut>
      {error && <Refusal error={error} onRetry={() => refetch()} />}
      {data ? <Found messages={data.items} narrowed={Object.values(search).some(Boolean)} /> : !error && <Loading />}
      <Group mt="md">
        {search.cursor !== undefined && (
          <Button variant="default" onClick={() => void navigate({ search: { ...search, cursor: undefined } })}>
            {texts.newest}
          </Button>
        )}
        {typeof data?.nextCursor === 'string' && (
          <Button
            variant="default"
            onClick={() => void navigate({ search: { ...search, cursor: data.nextCursor ?? undefined } })}
          >
            {texts.older}
          </Button>
        )}
      </Group>
    </Page>
  );
}

function Found({
  messages,
  narrowed,
}: {
  readonly messages: readonly Message[];
  readonly narrowed: boolean;
}): ReactNode {
  const texts = useTexts(messagesTexts);
  if (messages.length > 0) return <MessageTable messages={messages} />;
  return narrowed ? (
    <Empty title={texts.emptyTitle} hint={texts.emptyHint} />
  ) : (
    <Empty title={texts.noneTitle} hint={texts.noneHint} />
  );
}
