import type { ReactNode } from 'react';
import { useTexts } from '../language/use-texts.js';
import { Mark } from '../shell/mark.js';
import { Bar } from './bar.js';
import styles from './free-tier.module.css';
import type { SenderMonth } from './sender-month.js';
import { usageTexts } from './texts.js';
import { useWriting } from './use-writing.js';

/** Below this share of it somebody is told, here and by the alert RecadoFreeTierNear. */
const NEAR = 0.1;

/** How much of the free conversations is used up, and whether the rest is enough. */
export function FreeTier({ used: { freeTier, forecast } }: { readonly used: SenderMonth }): ReactNode {
  const texts = useTexts(usageTexts);
  const write = useWriting();
  const { limit, used, left, shared } = freeTier;
  if (limit === 0) return <p className={styles['line']}>{texts.noFreeTier}</p>;
  const { mood, text } = standingOf(freeTier, forecast?.conversations ?? null);
  return (
    <>
      <p className={styles['line']}>
        <strong>{texts.freeTier}:</strong> {texts.used(write.count(used), write.count(limit))},{' '}
        {texts.left(write.count(left))}
        {forecast !== null && <> · {texts.atMonthEnd(write.count(forecast.conversations))}</>}{' '}
        <span className={styles['standing']}>
          <Mark mood={mood}>{texts[text]}</Mark>
        </span>
      </p>
      <Bar part={used / limit} later={(forecast?.conversations ?? used) / limit} mood={mood} />
      {shared && <p className={styles['shared']}>{texts.shared}</p>}
    </>
  );
}

function standingOf({ limit, left }: SenderMonth['freeTier'], forecast: number | null) {
  if (left === 0) return { mood: 'bad', text: 'usedUp' } as const;
  if (left < limit * NEAR) return { mood: 'warn', text: 'nearlyUsedUp' } as const;
  if (forecast === null) return { mood: 'good', text: 'wasEnough' } as const;
  return forecast > limit
    ? ({ mood: 'warn', text: 'willRunOut' } as const)
    : ({ mood: 'good', text: 'enough' } as const);
}
