import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { againAfter } from '../api/again-after.js';
import { useSession } from '../api/use-session.js';
import { useUntilAnswered } from '../api/use-until-answered.js';
import { useTexts } from '../language/use-texts.js';
import { Empty } from '../shell/empty.js';
import { Loading } from '../shell/loading.js';
import { Page } from '../shell/page.js';
import { Refusal } from '../shell/refusal.js';
import { SenderCard } from './sender-card.js';
import { sendersQuery } from './senders-query.js';
import styles from './senders-page.module.css';
import { sendersTexts } from './texts.js';

const LOOK_AGAIN_AFTER_MS = 3_000;

/** The numbers that messages are sent from: whether they send, how fast, and what waits for them. */
export function SendersPage(): ReactNode {
  const texts = useTexts(sendersTexts);
  const { may } = useSession();
  const mayLook = may('ops');
  const { data, error, refetch } = useUntilAnswered(
    useQuery({
      ...sendersQuery,
      enabled: mayLook,
      refetchInterval: againAfter(LOOK_AGAIN_AFTER_MS),
    }),
  );
  if (!mayLook) {
    return (
      <Page title={texts.title}>
        <Empty title={texts.deniedTitle} hint={texts.deniedHint} />
      </Page>
    );
  }
  return (
    <Page title={texts.title}>
      {error && <Refusal error={error} onRetry={() => refetch()} />}
      {data === undefined && !error && <Loading />}
      {data?.items.length === 0 && <Empty title={texts.noneTitle} hint={texts.noneHint} />}
      <ul className={styles['senders']}>
        {data?.items.map((sender) => (
          <li key={sender.id}>
            <SenderCard sender={sender} />
          </li>
        ))}
      </ul>
    </Page>
  );
}
