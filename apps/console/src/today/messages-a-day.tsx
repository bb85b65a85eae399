import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useUntilAnswered } from '../api/use-until-answered.js';
import { useLanguage } from '../language/language-context.js';
import { useTexts } from '../language/use-texts.js';
import { BarChart } from '../shell/bar-chart.js';
import { beginningOfUtcDay } from './beginning-of-utc-day.js';
import { Section } from './section.js';
import { statsQuery } from './stats-query.js';
import { todayTexts } from './texts.js';

const DAYS = 14;

/** What became of all that was accepted on each day; a whole bar is all of them. */
export function MessagesADay(): ReactNode {
  const texts = useTexts(todayTexts);
  const { language } = useLanguage();
  const stats = useUntilAnswered(useQuery(statsQuery('day', beginningOfUtcDay(DAYS - 1))));
  const days = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  const series = [
    { name: texts.delivered, colour: 'good' },
    { name: texts.failed, colour: 'bad' },
    { name: texts.others, colour: 'busy' },
  ] as const;
  return (
    <Section title={texts.perDay} waitsFor={stats}>
      {stats.data && (
        <BarChart
          caption={texts.perDay}
          label={texts.day}
          figures={texts.figures}
          series={series}
          bars={stats.data.items.map(({ start, accepted, delivered, failed }) => ({
            label: days.format(new Date(start)),
            values: [delivered, failed, accepted - delivered - failed],
          }))}
        />
      )}
    </Section>
  );
}
