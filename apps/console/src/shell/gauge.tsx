import { type ReactNode, useId } from 'react';
import styles from './gauge.module.css';

interface GaugeProps {
  /** In words, with the figures. */
  readonly label: string;
  readonly value: number;
  readonly limit: number;
}

/** How much of something is used up. */
export function Gauge({ label, value, limit }: GaugeProps): ReactNode {
  const id = useId();
  return (
    <div className={styles['gauge']}>
      <label htmlFor={id}>{label}</label>
      <meter id={id} min={0} max={limit} high={limit * 0.8} optimum={0} value={value} />
    </div>
  );
}
