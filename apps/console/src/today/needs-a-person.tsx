import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useSession } from '../api/use-session.js';
import { useUntilAnswered } from '../api/use-until-answered.js';
import { endpointsQuery } from '../callbacks/endpoints-query.js';
import { isDead } from '../callbacks/is-dead.js';
import { useTexts } from '../language/use-texts.js';
import { nameOf } from '../senders/sender.js';
import { sendersQuery } from '../senders/senders-query.js';
import { Refusal } from '../shell/refusal.js';
import { templatesQuery } from '../templates/templates-query.js';
import styles from './needs-a-person.module.css';
import { Section } from './section.js';
import { todayTexts } from './texts.js';

/** What does not go on, or goes wrong, without somebody; each with the way to where it is put right. */
export function NeedsAPerson(): ReactNode {
  const texts = useTexts(todayTexts);
  const { may } = useSession();
  const senders = useUntilAnswered(useQuery({ ...sendersQuery, enabled: may('ops') }));
  const templates = useUntilAnswered(useQuery({ ...templatesQuery, enabled: may('messages:read') }));
  const endpoints = useUntilAnswered(useQuery({ ...endpointsQuery, enabled: may('callbacks:write') }));
  const asked = [senders, templates, endpoints];
  const all = senders.data?.items ?? [];
  const held = all.reduce((sum, { queue }) => sum + queue.held, 0);
  const unconfirmed = all.reduce((sum, { queue }) => sum + queue.unconfirmed, 0);
  const needs: readonly Need[] = [
    ...(held > 0
      ? [{ what: texts.held(held), to: '/messages', search: { pendingReason: 'HELD' }, act: texts.decide } as const]
      : []),
    ...all
      .filter(({ state }) => state === 'PAUSED')
      .map(
        (sender) =>
          ({
            what: texts.paused(nameOf(sender)),
            why: sender.pause?.reason,
            to: '/senders',
            act: texts.toSender,
          }) as const,
      ),
    ...all
      .filter(({ configured, queue }) => !configured && queue.queued > 0)
      .map(({ id }) => ({ what: texts.unconfigured(id), to: '/senders', act: texts.toSender }) as const),
    ...all
      .filter(({ configured, silentSince }) => configured && silentSince !== null)
      .map((sender) => ({ what: texts.silent(nameOf(sender)), to: '/senders', act: texts.toSender }) as const),
    ...(unconfirmed > 0
      ? [
          {
            what: texts.unconfirmed(unconfirmed),
            to: '/messages',
            search: { pendingReason: 'UNCONFIRMED' },
            act: texts.look,
          } as const,
        ]
      : []),
    ...(templates.data?.items ?? []).flatMap(({ name, status, drifted }) => {
      const stopped = status !== 'APPROVED' && status !== 'PENDING';
      const to = { to: '/templates', act: texts.toTemplates } as const;
      return [
        ...(stopped ? [{ what: texts.stopped(name, status), ...to }] : []),
        ...(drifted ? [{ what: texts.drifted(name), ...to }] : []),
      ];
    }),
    ...(endpoints.data?.items ?? []).filter(isDead).map(
      ({ id, url }) =>
        ({
          what: texts.dead(url),
          to: '/callbacks/$id',
          params: { id },
          act: texts.toCallback,
        }) as const,
    ),
  ];
  const lacking = (['ops', 'messages:read', 'callbacks:write'] as const).filter((scope) => !may(scope));
  const error = asked.map((query) => query.error).find((one) => one !== null);
  const isPending = asked.some((query) => query.isLoading);
  return (
    <Section title={texts.needs} waitsFor={{ data: needs, isPending, error: null, refetch: () => Promise.resolve() }}>
      {error && <Refusal error={error} />}
      {needs.length === 0 && !error && <p>{texts.nothing}</p>}
      <ul className={styles['needs']}>
        {needs.map(({ what, why, to, params = {}, search = {}, act }) => (
          <li key={`${what} ${params.id ?? ''}`}>
            <span>
              {what}
              {why !== null && why !== undefined && <small lang="en">{why}</small>}
            </span>
            <Link to={to} params={params} search={search}>
              {act}
            </Link>
          </li>
        ))}
      </ul>
      {lacking.length > 0 && <p className={styles['lacking']}>{texts.notSeen(lacking.join(', '))}</p>}
    </Section>
  );
}

interface Need {
  readonly what: string;
  readonly why?: string | null;
  readonly to: '/messages' | '/senders' | '/templates' | '/callbacks/$id';
  readonly params?: { readonly id?: string };
  readonly search?: { readonly pendingReason?: 'HELD' | 'UNCONFIRMED' };
  readonly act: string;
}
