import { useQueries, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { againAfter } from '../api/again-after.js';
import { useSession } from '../api/use-session.js';
import { useUntilAnswered } from '../api/use-until-answered.js';
import { useTexts } from '../language/use-texts.js';
import { type Template, idOf } from '../templates/template.js';
import { useStatusText } from '../templates/template-status.js';
import { templatesQuery } from '../templates/templates-query.js';
import { beginningOfUtcDay } from './beginning-of-utc-day.js';
import type { Need, Needs } from './need.js';
import { statsQuery } from './stats-query.js';
import { todayTexts } from './texts.js';

const LATELY_DAYS = 30;
const LOOK_AGAIN_AFTER_MS = 60_000;

/** It is sent, or will be without anybody: Meta decides by itself, and a pause passes. */
const GOES_ON: ReadonlySet<string> = new Set(['APPROVED', 'PENDING', 'IN_APPEAL', 'PAUSED']);

/** Templates that Meta sends no more, or for more money, of those that were used lately; for whoever may `messages:read`. */
export function useNeedsOfTemplates(): Needs {
  const texts = useTexts(todayTexts);
  const statusText = useStatusText();
  const { may } = useSession();
  const { data, error, isLoading } = useUntilAnswered(useQuery({ ...templatesQuery, enabled: may('messages:read') }));
  const suspects = (data?.items ?? []).filter((template) => isStopped(template) || template.drifted);
  const names = [...new Set(suspects.map(({ name }) => name))];
  const uses = useQueries({
    queries: names.map((name) => ({
      ...statsQuery('day', beginningOfUtcDay(LATELY_DAYS - 1), name),
      refetchInterval: againAfter(LOOK_AGAIN_AFTER_MS),
    })),
  });
  // One of which nobody can tell whether it is used is shown, and said to be so.
  const usageOf = (name: string): 'used' | 'unused' | 'asked' | 'unknown' => {
    const use = uses[names.indexOf(name)];
    if (use?.data !== undefined) return use.data.total.accepted > 0 ? 'used' : 'unused';
    return use?.errorUpdateCount === 0 ? 'asked' : 'unknown';
  };
  const needs = suspects
    .filter(({ name }) => ['used', 'unknown'].includes(usageOf(name)))
    .flatMap((template): Need[] => {
      const { name, language, account, status, drifted } = template;
      const [id, whole] = [idOf(template), `${name} (${language})`];
      const way = (
        <Link to="/templates/$name" params={{ name }} search={{ language, account }}>
          {texts.toTemplate}
        </Link>
      );
      const stopped = usageOf(name) === 'used' ? texts.stopped : texts.stoppedAtAll;
      return [
        ...(isStopped(template) ? [{ id: `stopped ${id}`, what: stopped(whole, statusText(status)), way }] : []),
        ...(drifted ? [{ id: `drifted ${id}`, what: texts.drifted(whole), way }] : []),
      ];
    });
  const isAsked = uses.some((use) => use.isLoading && use.errorUpdateCount === 0);
  return { needs, error, isLoading: isLoading || isAsked };
}

function isStopped({ status }: Template): boolean {
  return !GOES_ON.has(status);
}
