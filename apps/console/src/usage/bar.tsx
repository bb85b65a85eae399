import { Progress } from '@mantine/core';
import type { ReactNode } from 'react';
import styles from './bar.module.css';

interface BarProps {
  /** From 0 to 1. */
  readonly part: number;
  /** Where it will be, if it goes on like this; from `part` to 1. */
  readonly later?: number;
  readonly mood?: 'good' | 'warn' | 'bad';
}

/** Shows how much it is beside the number that says so; screen readers have the number. */
export function Bar({ part, later = part, mood = 'good' }: BarProps): ReactNode {
  const [now, then] = [within(part), within(later)];
  return (
    <Progress.Root className={styles['bar']} aria-hidden radius="sm">
      <Progress.Section value={now * 100} className={styles[mood]} withAria={false} />
      <Progress.Section value={Math.max(0, then - now) * 100} className={styles['later']} withAria={false} />
    </Progress.Root>
  );
}

function within(part: number): number {
  return Math.min(1, Math.max(0, part));
}
