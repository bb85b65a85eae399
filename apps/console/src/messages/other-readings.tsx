import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTexts } from '../language/use-texts.js';
import { withoutDirectionMarks } from '../shell/without-direction-marks.js';
import type { MessageSearch } from './message-search.js';
import { orderQuery } from './order-query.js';
import { type OtherReading, otherReadingsOf } from './other-readings-of.js';
import styles from './other-readings.module.css';
import { messagesTexts } from './texts.js';

interface OtherReadingsProps {
  readonly search: MessageSearch;
  readonly nothingFound: boolean;
}

/** Says what was taken for an error code, and leads to what else may have been meant. */
export function OtherReadings({ search, nothingFound }: OtherReadingsProps): ReactNode {
  const texts = useTexts(messagesTexts);
  const words: Readonly<Record<OtherReading['kind'], (of: string) => string>> = {
    text: texts.asText,
    code: texts.asCode,
    phone: texts.asPhone,
    capitals: texts.asCapitals,
  };
  const { errorCode } = search;
  const readings = otherReadingsOf(search, nothingFound);
  if (errorCode === undefined && readings.length === 0) return null;
  return (
    <p>
      {errorCode !== undefined && `${texts.failedWith(errorCode)} `}
      {errorCode !== undefined && /^\d+$/.test(errorCode) && <OrderOfThatNumber number={errorCode} />}
      {readings.map(({ kind, of, search: other }) => (
        <Link key={kind} to="/messages" search={other} className={styles['reading']}>
          {words[kind](withoutDirectionMarks(of))}
        </Link>
      ))}
    </p>
  );
}

/** An order may have the number of an error: it is not further away than others. */
function OrderOfThatNumber({ number }: { readonly number: string }): ReactNode {
  const texts = useTexts(messagesTexts);
  const { data } = useQuery(orderQuery(number));
  const [message] = data?.items ?? [];
  if (message === undefined) return null;
  return (
    <Link to="/messages/$id" params={{ id: message.id }} className={styles['reading']}>
      {texts.toOrder(number)}
    </Link>
  );
}
