import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useSession } from '../api/use-session.js';
import { useUntilAnswered } from '../api/use-until-answered.js';
import { endpointsQuery } from '../callbacks/endpoints-query.js';
import { isDead } from '../callbacks/is-dead.js';
import { useTexts } from '../language/use-texts.js';
import type { Needs } from './need.js';
import { todayTexts } from './texts.js';

/** Callback endpoints that were given up; for whoever may `callbacks:write`. */
export function useNeedsOfEndpoints(): Needs {
  const texts = useTexts(todayTexts);
  const { may } = useSession();
  const { data, error, isLoading } = useUntilAnswered(useQuery({ ...endpointsQuery, enabled: may('callbacks:write') }));
  const needs = (data?.items ?? []).filter(isDead).map(({ id, url }) => ({
    id: `dead ${id}`,
    what: texts.dead(url),
    way: (
      <Link to="/callbacks/$id" params={{ id }}>
        {texts.toCallback}
      </Link>
    ),
  }));
  return { needs, error, isLoading };
}
