import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useUntilAnswered } from '../api/use-until-answered.js';
import { useTexts } from '../language/use-texts.js';
import { usageQuery } from '../usage/usage-query.js';
import { Gauge } from '../shell/gauge.js';
import { Section } from './section.js';
import { todayTexts } from './texts.js';

/** How much of the free tier each sender has used this month, where that leads, and what it has cost. */
export function FreeTier(): ReactNode {
  const texts = useTexts(todayTexts);
  const usage = useUntilAnswered(useQuery(usageQuery));
  const items = usage.data?.items ?? [];
  const current = items.filter(({ forecast }) => forecast !== null);
  return (
    <Section title={texts.free} waitsFor={usage}>
      {current.length === 0 && <p>{texts.noUsage}</p>}
      {current.map(({ sender, freeTier, forecast, cost }) => (
        <div key={sender}>
          <h3>{sender}</h3>
          <Gauge label={texts.freeUsed(freeTier.used, freeTier.limit)} value={freeTier.used} limit={freeTier.limit} />
          {forecast && <p>{texts.forecast(forecast.conversations)}</p>}
          {cost === null ? (
            <p>{texts.noRates}</p>
          ) : (
            <p>
              {texts.costSoFar}: {cost.estimated} {cost.currency}
              {forecast !== null &&
                forecast.cost !== null &&
                `; ${texts.costForecast(`${forecast.cost} ${cost.currency}`)}`}
            </p>
          )}
        </div>
      ))}
    </Section>
  );
}
