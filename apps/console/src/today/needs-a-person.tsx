import { type ReactNode, useState } from 'react';
import { useSession } from '../api/use-session.js';
import { RecoverQuestion } from '../callbacks/recover-question.js';
import { callbacksTexts } from '../callbacks/texts.js';
import { useTexts } from '../language/use-texts.js';
import { Dialog } from '../shell/dialog.js';
import { Refusal } from '../shell/refusal.js';
import styles from './needs-a-person.module.css';
import { Section } from './section.js';
import { todayTexts } from './texts.js';
import { useNeedsOfEndpoints } from './use-needs-of-endpoints.js';
import { useNeedsOfSenders } from './use-needs-of-senders.js';
import { useNeedsOfTemplates } from './use-needs-of-templates.js';
import { useWaitingMessages } from './use-waiting-messages.js';

/** What does not go on, or goes wrong, without somebody; each with what puts it right, or the way there. */
export function NeedsAPerson(): ReactNode {
  const texts = useTexts(todayTexts);
  const { recoverTitle } = useTexts(callbacksTexts);
  const { may } = useSession();
  // Of an endpoint that was enabled here: its line has gone by then.
  const [recovering, setRecovering] = useState<string | null>(null);
  const recovered = (): void => setRecovering(null);
  const held = useWaitingMessages('HELD');
  const ofSenders = useNeedsOfSenders();
  const unconfirmed = useWaitingMessages('UNCONFIRMED');
  const ofTemplates = useNeedsOfTemplates();
  const ofEndpoints = useNeedsOfEndpoints(setRecovering);
  const kinds = [held, ofSenders, unconfirmed, ofTemplates, ofEndpoints];
  const all = kinds.flatMap(({ needs }) => needs);
  const error = kinds.map((kind) => kind.error).find((one) => one !== null);
  const isPending = kinds.some(({ isLoading }) => isLoading);
  const lacking = (['ops', 'messages:read', 'callbacks:write'] as const).filter((scope) => !may(scope));
  return (
    <Section title={texts.needs} waitsFor={{ data: all, isPending, error: null, refetch: () => Promise.resolve() }}>
      {error && <Refusal error={error} />}
      {all.length === 0 && !error && <p>{lacking.length === 0 ? texts.nothing : texts.nothingSeen}</p>}
      <ul className={styles['needs']}>
        {all.map(({ id, what, why, act, way }) => (
          <li key={id}>
            <span>
              {what}
              {why && <small>{why}</small>}
            </span>
            <span className={styles['ways']}>
              {act}
              {way}
            </span>
          </li>
        ))}
      </ul>
      <Dialog opened={recovering !== null} onClose={recovered} title={recoverTitle}>
        {recovering !== null && <RecoverQuestion endpointId={recovering} onClose={recovered} />}
      </Dialog>
      {lacking.length > 0 && <p className={styles['lacking']}>{texts.notSeen(lacking.join(', '))}</p>}
    </Section>
  );
}
