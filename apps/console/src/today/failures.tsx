import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useMemo } from 'react';
import type { components } from 'recado-client';
import { useUntilAnswered } from '../api/use-until-answered.js';
import { useTexts } from '../language/use-texts.js';
import { Advice } from '../shell/advice.js';
import { AsWritten } from '../shell/as-written.js';
import { type Column, DataTable } from '../shell/data-table.js';
import { beginningOfDay } from './beginning-of-day.js';
import { Section } from './section.js';
import { statsQuery } from './stats-query.js';
import { todayTexts } from './texts.js';
import { thisDay } from './this-day.js';

type Failure = components['schemas']['ExplainedFailureDto'];

const NONE: readonly Failure[] = [];

/** Why messages of today have failed, each code with what to do about it. */
export function Failures(): ReactNode {
  const texts = useTexts(todayTexts);
  const stats = useUntilAnswered(useQuery(statsQuery('hour', beginningOfDay())));
  const columns = useMemo<readonly Column<Failure>[]>(
    () => [
      {
        id: 'code',
        header: texts.code,
        cell: ({ row: { original } }) => (
          <Link to="/messages" search={{ errorCode: original.code, from: thisDay() }}>
            {original.code}
          </Link>
        ),
      },
      { id: 'count', header: texts.count, cell: ({ row }) => row.original.count },
      {
        id: 'what',
        header: texts.what,
        cell: ({ row }) => (
          <span lang="en">
            <AsWritten text={row.original.title} />
          </span>
        ),
      },
      { id: 'advice', header: texts.advice, cell: ({ row }) => <Advice failure={row.original} /> },
    ],
    [texts],
  );
  const failures = stats.data?.total.failures ?? NONE;
  return (
    <Section title={texts.failures} waitsFor={stats}>
      {failures.length === 0 ? (
        <p>{texts.noFailures}</p>
      ) : (
        <DataTable caption={texts.failuresOfToday} columns={columns} rows={failures} rowId={({ code }) => code} />
      )}
    </Section>
  );
}
