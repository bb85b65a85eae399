import type { ReactNode } from 'react';
import { useLanguage } from '../language/language-context.js';
import styles from './bar-chart.module.css';

interface Bar {
  readonly label: string;
  /** One for each of the series. */
  readonly values: readonly number[];
}

interface BarChartProps {
  readonly caption: string;
  /** What the labels are. */
  readonly label: string;
  /** Opens the table of them. */
  readonly figures: string;
  readonly series: readonly { readonly name: string; readonly colour: 'good' | 'bad' | 'busy' }[];
  readonly bars: readonly Bar[];
}

const HEIGHT = 120;
const WIDTH = 40;

/** Bars of stacked figures for the eye; the same as a table for everybody else, and for whoever wants the figures. */
export function BarChart({ caption, label, figures, series, bars }: BarChartProps): ReactNode {
  const { language } = useLanguage();
  const largest = Math.max(1, ...bars.map(({ values }) => sum(values)));
  return (
    <figure className={styles['figure']}>
      <svg
        viewBox={`0 0 ${bars.length * WIDTH} ${HEIGHT + 20}`}
        preserveAspectRatio="xMinYMid"
        aria-hidden="true"
        className={styles['chart']}
      >
        {bars.map((bar, index) => (
          <g key={bar.label}>
            {bar.values.map((value, of) => {
              const height = (value / largest) * HEIGHT;
              const below = (sum(bar.values.slice(0, of)) / largest) * HEIGHT;
              const { name = '', colour = 'busy' } = series[of] ?? {};
              return (
                <rect
                  key={name}
                  x={index * WIDTH + 5}
                  y={HEIGHT - below - height}
                  width={WIDTH - 10}
                  height={height}
                  className={styles[colour]}
                >
                  <title>{`${bar.label}, ${name}: ${value.toLocaleString(language)}`}</title>
                </rect>
              );
            })}
            <text x={index * WIDTH + WIDTH / 2} y={HEIGHT + 14} className={styles['label']}>
              {bar.label}
            </text>
          </g>
        ))}
      </svg>
      <figcaption className={styles['legend']}>
        {series.map(({ name, colour }) => (
          <span key={name} className={styles[colour]}>
            {name}
          </span>
        ))}
      </figcaption>
      <details className={styles['figures']}>
        <summary>{figures}</summary>
        <table className={styles['table']}>
          <caption className="seen-by-readers-only">{caption}</caption>
          <thead>
            <tr>
              <th scope="col">{label}</th>
              {series.map(({ name }) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {bars.map((bar) => (
              <tr key={bar.label}>
                <th scope="row">{bar.label}</th>
                {series.map(({ name }, of) => (
                  <td key={name}>{(bar.values[of] ?? 0).toLocaleString(language)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
