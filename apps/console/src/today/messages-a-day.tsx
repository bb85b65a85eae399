import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useUntilAnswered } from '../api/use-until-answered.js';
import { useTexts } from '../language/use-texts.js';
import { BarChart } from '../shell/bar-chart.js';
import { beginningOfDay } from './beginning-of-day.js';
import { Section } from './section.js';
import { statsQuery } from './stats-query.js';
import { todayTexts } from './texts.js';

const DAYS = 14;

export function MessagesADay(): ReactNode {
  const texts = useTexts(todayTexts);
  const stats = useUntilAnswered(useQuery(statsQuery('day', beginningOfDay(DAYS - 1))));
  const series = [
    { name: texts.delivered, colour: 'good' },
    { name: texts.failed, colour: 'bad' },
  ] as const;
  return (
    <Section title={texts.perDay} waitsFor={stats}>
      {stats.data && (
        <BarChart
          caption={texts.perDay}
          label={texts.day}
          series={series}
          bars={stats.data.items.map(({ start, delivered, failed }) => ({
            label: start.slice(5, 10),
            values: [delivered, failed],
          }))}
        />
      )}
    </Section>
  );
}
