import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useSession } from '../api/use-session.js';
import { useUntilAnswered } from '../api/use-until-answered.js';
import { useLanguage } from '../language/language-context.js';
import { useTexts } from '../language/use-texts.js';
import { countQuery } from '../messages/count-query.js';
import { sendersQuery } from '../senders/senders-query.js';
import { countInWords } from './count-in-words.js';
import type { Needs } from './need.js';
import { todayTexts } from './texts.js';

const QUEUES = { HELD: 'held', UNCONFIRMED: 'unconfirmed' } as const;

/** Messages that wait for a person, or for a word of Meta. */
export function useWaitingMessages(reason: keyof typeof QUEUES): Needs {
  const texts = useTexts(todayTexts);
  const { language } = useLanguage();
  const { may, everyClient } = useSession();
  const mayList = may('messages:read');
  // What waits for senders is of all clients: whoever sees the messages of one counts those, and is led to what was counted.
  const bySenders = may('ops') && (everyClient || !mayList);
  const search = { pendingReason: reason };
  const senders = useUntilAnswered(useQuery({ ...sendersQuery, enabled: bySenders }));
  const listed = useUntilAnswered(useQuery({ ...countQuery(search), enabled: mayList && !bySenders }));
  const queued = senders.data?.items.reduce((sum, { queue }) => sum + queue[QUEUES[reason]], 0);
  const found = bySenders ? { count: queued ?? 0, isMore: false } : (listed.data ?? { count: 0, isMore: false });
  const { error, isLoading } = bySenders ? senders : listed;
  if (found.count === 0) return { needs: [], error, isLoading };
  const need = {
    id: reason,
    what: texts[QUEUES[reason]](countInWords(found, language)),
    why: !mayList && !everyClient && texts.ofAllClients,
    way: mayList && (
      <Link to="/messages" search={search}>
        {reason === 'HELD' && may('ops') ? texts.decide : texts.look}
      </Link>
    ),
  };
  return { needs: [need], error, isLoading };
}
