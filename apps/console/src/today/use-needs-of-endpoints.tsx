import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { apiClock } from '../api/api-clock.js';
import { useSession } from '../api/use-session.js';
import { useUntilAnswered } from '../api/use-until-answered.js';
import { EnableEndpoint } from '../callbacks/enable-endpoint.js';
import { endpointsQuery } from '../callbacks/endpoints-query.js';
import { isDead } from '../callbacks/is-dead.js';
import { nameOf } from '../callbacks/name-of.js';
import { useTexts } from '../language/use-texts.js';
import { Moment } from '../shell/moment.js';
import type { Need, Needs } from './need.js';
import { todayTexts } from './texts.js';

/** Four tries by then: no restart takes that long, and there are nearly three days left. */
const FAILS_TOO_LONG_MS = 3_600_000;

/**
 * Callback endpoints that were given up, or will be unless somebody looks; for whoever may `callbacks:write`. `onEnabled` is told of
 * the one that somebody has enabled.
 */
export function useNeedsOfEndpoints(onEnabled: (id: string) => void): Needs {
  const texts = useTexts(todayTexts);
  const { may } = useSession();
  const asked = useQuery({ ...endpointsQuery, enabled: may('callbacks:write') });
  const { data, error, isLoading } = useUntilAnswered(asked);
  const now = apiClock.timeOf(asked.dataUpdatedAt);
  const needs = (data?.items ?? []).flatMap((endpoint): Need[] => {
    const { id, failingSince } = endpoint;
    const name = nameOf(endpoint);
    const way = (
      <Link to="/callbacks/$id" params={{ id }}>
        {texts.toCallback}
      </Link>
    );
    if (isDead(endpoint)) {
      const act = <EnableEndpoint endpoint={endpoint} onEnabled={() => onEnabled(id)} />;
      return [{ id: `dead ${id}`, what: texts.dead(name), act, way }];
    }
    if (failingSince === null || now - Date.parse(failingSince) < FAILS_TOO_LONG_MS) return [];
    const why = (
      <>
        {texts.failingSince} <Moment at={failingSince} />
      </>
    );
    return [{ id: `failing ${id}`, what: texts.failing(name), why, way }];
  });
  return { needs, error, isLoading };
}
