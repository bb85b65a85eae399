import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useSession } from '../api/use-session.js';
import { useUntilAnswered } from '../api/use-until-answered.js';
import { useTexts } from '../language/use-texts.js';
import { Empty } from '../shell/empty.js';
import { Loading } from '../shell/loading.js';
import { Page } from '../shell/page.js';
import { Refusal } from '../shell/refusal.js';
import { DeadEndpoints } from './dead-endpoints.js';
import { EndpointTable } from './endpoint-table.js';
import { endpointsQuery } from './endpoints-query.js';
import { NeedsCallbacksScope } from './needs-callbacks-scope.js';
import { callbacksTexts } from './texts.js';

/** Who is told of what happens, and who should be and is not. */
export function CallbacksPage(): ReactNode {
  const { may } = useSession();
  return may('callbacks:write') ? <Endpoints /> : <NeedsCallbacksScope />;
}

function Endpoints(): ReactNode {
  const texts = useTexts(callbacksTexts);
  const { data, error, refetch } = useUntilAnswered(useQuery(endpointsQuery));
  const endpoints = data?.items;
  return (
    <Page title={texts.title}>
      {error && <Refusal error={error} onRetry={() => refetch()} />}
      {endpoints === undefined ? (
        !error && <Loading />
      ) : endpoints.length === 0 ? (
        <Empty title={texts.noneTitle} hint={texts.noneHint} />
      ) : (
        <>
          <DeadEndpoints endpoints={endpoints} />
          <EndpointTable endpoints={endpoints} />
        </>
      )}
    </Page>
  );
}
