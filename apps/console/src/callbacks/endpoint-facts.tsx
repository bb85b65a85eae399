import type { ReactNode } from 'react';
import { useTexts } from '../language/use-texts.js';
import { AsWritten } from '../shell/as-written.js';
import { Fact } from '../shell/fact.js';
import { Facts } from '../shell/facts.js';
import { Moment } from '../shell/moment.js';
import type { Endpoint } from './endpoint.js';
import { EndpointState } from './endpoint-state.js';
import { isDead } from './is-dead.js';
import { callbacksTexts } from './texts.js';

/** What it is told, where, how fast, and what to do where it is told nothing. */
export function EndpointFacts({ endpoint }: { readonly endpoint: Endpoint }): ReactNode {
  const texts = useTexts(callbacksTexts);
  const { url, events, senders, rateLimit, waiting, createdAt, previousSecretUntil } = endpoint;
  return (
    <>
      {endpoint.enabled && endpoint.failingSince !== null && <p>{texts.failingHint}</p>}
      {!endpoint.enabled && <p>{isDead(endpoint) ? texts.deadHint : texts.disabledHint}</p>}
      <Facts>
        <Fact name={texts.state}>
          <EndpointState endpoint={endpoint} />
        </Fact>
        <Fact name={texts.address}>
          <AsWritten text={url} />
        </Fact>
        <Fact name={texts.waiting}>{waiting}</Fact>
        <Fact name={texts.events}>{events?.join(', ') ?? texts.everyEvent}</Fact>
        <Fact name={texts.senders}>{senders?.join(', ') ?? texts.everySender}</Fact>
        <Fact name={texts.rate}>{rateLimit === null ? texts.asFast : texts.perSecond(rateLimit)}</Fact>
        <Fact name={texts.made}>
          <Moment at={createdAt} />
        </Fact>
        {previousSecretUntil !== null && (
          <Fact name={texts.secrets}>
            <Moment at={previousSecretUntil} />
          </Fact>
        )}
      </Facts>
    </>
  );
}
