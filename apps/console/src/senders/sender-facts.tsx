import type { ReactNode } from 'react';
import { useLanguage } from '../language/language-context.js';
import { useTexts } from '../language/use-texts.js';
import { Fact } from '../shell/fact.js';
import { Quality } from '../shell/quality.js';
import { readLimit } from './read-limit.js';
import type { Sender } from './sender.js';
import styles from './sender-facts.module.css';
import { sendersTexts } from './texts.js';

/** What Meta says of the number, and how fast it sends. */
export function SenderFacts({ sender }: { readonly sender: Sender }): ReactNode {
  const texts = useTexts(sendersTexts);
  const { language } = useLanguage();
  const { id, account, displayNumber, quality, messagingLimit, throughput, mps, mpsSetBy, pace } = sender;
  const number = (value: number): string => value.toLocaleString(language);
  const limit = messagingLimit === null ? null : readLimit(messagingLimit);
  const levels = new Map(Object.entries(texts.throughputs));
  return (
    <dl className={styles['facts']}>
      <Fact name={texts.number}>{displayNumber ?? texts.notTold}</Fact>
      <Fact name={texts.quality}>
        <Quality rating={quality} />
      </Fact>
      <Fact name={texts.limit}>
        {limit === null && (messagingLimit ?? texts.notTold)}
        {limit?.kind === 'unlimited' && texts.unlimited}
        {limit?.kind === 'recipients' && texts.recipients(number(limit.recipients))}
      </Fact>
      <Fact name={texts.throughput}>
        {throughput === null ? texts.notTold : (levels.get(throughput) ?? throughput)}
        <span className={styles['more']}>{texts.atMost(number(mps), texts.setBy[mpsSetBy])}</span>
        {pace < mps && <span className={styles['more']}>{texts.slowed(number(pace))}</span>}
      </Fact>
      <Fact name={texts.id}>
        <span translate="no">{id}</span>
      </Fact>
      <Fact name={texts.account}>
        <span translate="no">{account}</span>
      </Fact>
    </dl>
  );
}
