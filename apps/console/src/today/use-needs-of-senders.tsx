import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useSession } from '../api/use-session.js';
import { useUntilAnswered } from '../api/use-until-answered.js';
import { useTexts } from '../language/use-texts.js';
import { PauseReason } from '../senders/pause-reason.js';
import { ResumeSender } from '../senders/resume-sender.js';
import { nameOf } from '../senders/sender.js';
import { sendersQuery } from '../senders/senders-query.js';
import type { Need, Needs } from './need.js';
import { todayTexts } from './texts.js';

/** Senders that send nothing, or of which nothing is heard; for whoever may `ops`. */
export function useNeedsOfSenders(): Needs {
  const texts = useTexts(todayTexts);
  const { may } = useSession();
  const { data, error, isLoading } = useUntilAnswered(useQuery({ ...sendersQuery, enabled: may('ops') }));
  const needs = (data?.items ?? []).flatMap((sender): Need[] => {
    const { id, state, pause, configured, silentSince, queue } = sender;
    const way = (
      <Link to="/senders" hash={id}>
        {texts.toSender}
      </Link>
    );
    return [
      ...(state === 'PAUSED'
        ? [
            {
              id: `paused ${id}`,
              what: texts.paused(nameOf(sender)),
              why: pause?.reason && <PauseReason pause={pause} />,
              act: <ResumeSender sender={sender} />,
              way,
            },
          ]
        : []),
      ...(!configured && queue.queued > 0 ? [{ id: `gone ${id}`, what: texts.unconfigured(nameOf(sender)), way }] : []),
      ...(configured && silentSince !== null ? [{ id: `silent ${id}`, what: texts.silent(nameOf(sender)), way }] : []),
    ];
  });
  return { needs, error, isLoading };
}
