import { Group } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import { CountryPauses } from './country-pauses.js';
import { PauseSender } from './pause-sender.js';
import { ResumeSender } from './resume-sender.js';
import { type Sender, nameOf } from './sender.js';
import styles from './sender-card.module.css';
import { SenderFacts } from './sender-facts.js';
import { SenderQueue } from './sender-queue.js';
import { SenderState } from './sender-state.js';

/** All about one number, and what can be done about it. */
export function SenderCard({ sender }: { readonly sender: Sender }): ReactNode {
  const title = useId();
  return (
    <section id={sender.id} aria-labelledby={title} className={styles['card']}>
      <h2 id={title}>{nameOf(sender)}</h2>
      <SenderState sender={sender} />
      <Group gap="xs">
        <PauseSender sender={sender} />
        <ResumeSender sender={sender} />
      </Group>
      <CountryPauses sender={sender} />
      <SenderFacts sender={sender} />
      <SenderQueue sender={sender} />
    </section>
  );
}
