import { type ReactNode, useState } from 'react';
import type { Language } from '../language/language.js';
import { useLanguage } from '../language/language-context.js';
import styles from './moment.module.css';

/** With the clock of 24 hours. */
const LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', es: 'es-ES' };

interface MomentProps {
  /** ISO 8601, as the API writes it. */
  readonly at: string;
  /** `short` leaves out today's date, `long` says everything to the millisecond. */
  readonly precision?: 'short' | 'long';
}

/**
 * A time in the viewer's zone. The exact one, with its zone and in UTC, takes its place when it is pressed: a telephone has no
 * pointer to rest on it, and a keyboard neither.
 */
export function Moment({ at, precision = 'short' }: MomentProps): ReactNode {
  const { language } = useLanguage();
  const [isExact, setExact] = useState(false);
  const date = new Date(at);
  const exact = `${exactly(date, language)} · ${date.toISOString()}`;
  if (precision === 'long') {
    return (
      <time dateTime={at} title={exact}>
        {exactly(date, language)}
      </time>
    );
  }
  return (
    <button
      type="button"
      className={styles['moment']}
      aria-expanded={isExact}
      title={exact}
      onClick={() => setExact(!isExact)}
    >
      <time dateTime={at}>{isExact ? exact : briefly(date, language)}</time>
    </button>
  );
}

function briefly(date: Date, language: Language): string {
  const isToday = date.toDateString() === new Date().toDateString();
  const day = isToday ? {} : ({ day: 'numeric', month: 'short' } as const);
  const year = date.getFullYear() === new Date().getFullYear() ? {} : ({ year: 'numeric' } as const);
  return date.toLocaleString(LOCALES[language], {
    ...day,
    ...year,
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
}

function exactly(date: Date, language: Language): string {
  return date.toLocaleString(LOCALES[language], {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    timeZoneName: 'short',
  });
}
