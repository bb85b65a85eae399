import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { RecadoError } from 'recado-client';
import { useSession } from '../api/use-session.js';
import { useUntilAnswered } from '../api/use-until-answered.js';
import { useTexts } from '../language/use-texts.js';
import { Empty } from '../shell/empty.js';
import { Loading } from '../shell/loading.js';
import { Page } from '../shell/page.js';
import { Refusal } from '../shell/refusal.js';
import { Deliveries } from './deliveries.js';
import { EndpointActions } from './endpoint-actions.js';
import { EndpointFacts } from './endpoint-facts.js';
import { endpointQuery } from './endpoint-query.js';
import styles from './endpoint-page.module.css';
import { nameOf } from './name-of.js';
import { NeedsCallbacksScope } from './needs-callbacks-scope.js';
import { callbacksTexts } from './texts.js';

/** One endpoint, and everything that was told to it. */
export function EndpointPage(): ReactNode {
  const { may } = useSession();
  const { id } = useParams({ from: '/signed-in/callbacks/$id' });
  return may('callbacks:write') ? <OneEndpoint key={id} id={id} /> : <NeedsCallbacksScope />;
}

function OneEndpoint({ id }: { readonly id: string }): ReactNode {
  const texts = useTexts(callbacksTexts);
  const { data: endpoint, error, refetch } = useUntilAnswered(useQuery(endpointQuery(id)));
  const back = (
    <Link to="/callbacks" className={styles['back']}>
      {texts.all}
    </Link>
  );
  if (endpoint === undefined) {
    const isGone = error instanceof RecadoError && error.code === 'NOT_FOUND';
    return (
      <Page title={isGone ? texts.gone : texts.endpoint}>
        {isGone ? (
          <Empty title={texts.gone} hint={texts.goneHint}>
            {back}
          </Empty>
        ) : error ? (
          <Refusal error={error} onRetry={() => refetch()} />
        ) : (
          <Loading />
        )}
      </Page>
    );
  }
  return (
    <Page title={nameOf(endpoint)} actions={<EndpointActions endpoint={endpoint} />}>
      {error && <Refusal error={error} onRetry={() => refetch()} />}
      <p>{back}</p>
      <EndpointFacts endpoint={endpoint} />
      <Deliveries endpoint={endpoint} />
    </Page>
  );
}
