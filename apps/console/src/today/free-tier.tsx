import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useUntilAnswered } from '../api/use-until-answered.js';
import { useTexts } from '../language/use-texts.js';
import { FreeTier as FreeTierOf } from '../usage/free-tier.js';
import { usageQuery } from '../usage/usage-query.js';
import { useWriting } from '../usage/use-writing.js';
import { Section } from './section.js';
import { todayTexts } from './texts.js';

/** How much of the free tier each sender has used this month, where that leads, and what it has cost. */
export function FreeTier(): ReactNode {
  const texts = useTexts(todayTexts);
  const write = useWriting();
  const usage = useUntilAnswered(useQuery(usageQuery));
  const items = usage.data?.items ?? [];
  const current = items.filter(({ forecast }) => forecast !== null);
  return (
    <Section title={texts.free} waitsFor={usage}>
      {current.length === 0 && <p>{texts.noUsage}</p>}
      {current.map((used) => {
        const { sender, forecast, cost } = used;
        return (
          <div key={sender}>
            <h3>{sender}</h3>
            <FreeTierOf used={used} />
            {cost === null ? (
              <p>{texts.noRates}</p>
            ) : (
              <p>
                {texts.costSoFar}: {write.amount(cost.estimated, cost.currency)}
                {typeof forecast?.cost === 'string' &&
                  `; ${texts.costForecast(write.amount(forecast.cost, cost.currency))}`}
              </p>
            )}
          </div>
        );
      })}
    </Section>
  );
}
