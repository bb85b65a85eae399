import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { apiClock } from '../api/api-clock.js';
import { useSession } from '../api/use-session.js';
import { useUntilAnswered } from '../api/use-until-answered.js';
import { endpointsQuery } from '../callbacks/endpoints-query.js';
import { isDead } from '../callbacks/is-dead.js';
import { useTexts } from '../language/use-texts.js';
import { Moment } from '../shell/moment.js';
import type { Need, Needs } from './need.js';
import { todayTexts } from './texts.js';

/** Four tries by then: no restart takes that long, and there are nearly three days left. */
const FAILS_TOO_LONG_MS = 3_600_000;

/** Callback endpoints that were given up, or will be unless somebody looks; for whoever may `callbacks:write`. */
export function useNeedsOfEndpoints(): Needs {
  const texts = useTexts(todayTexts);
  const { may } = useSession();
  const asked = useQuery({ ...endpointsQuery, enabled: may('callbacks:write') });
  const { data, error, isLoading } = useUntilAnswered(asked);
  const now = apiClock.timeOf(asked.dataUpdatedAt);
  const needs = (data?.items ?? []).flatMap((endpoint): Need[] => {
    const { id, url, failingSince } = endpoint;
    const way = (
      <Link to="/callbacks/$id" params={{ id }}>
        {texts.toCallback}
      </Link>
    );
    if (isDead(endpoint)) return [{ id: `dead ${id}`, what: texts.dead(url), way }];
    if (failingSince === null || now - Date.parse(failingSince) < FAILS_TOO_LONG_MS) return [];
    const why = (
      <>
        {texts.failingSince} <Moment at={failingSince} />
      </>
    );
    return [{ id: `failing ${id}`, what: texts.failing(url), why, way }];
  });
  return { needs, error, isLoading };
}
