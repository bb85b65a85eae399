import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useLanguage } from '../language/language-context.js';
import { useTexts } from '../language/use-texts.js';
import { Mark } from '../shell/mark.js';
import { Moment } from '../shell/moment.js';
import { Refusal } from '../shell/refusal.js';
import styles from './country-pauses.module.css';
import { type Sender, nameOf } from './sender.js';
import { sendersTexts } from './texts.js';
import { useResume } from './use-resume.js';

/** Countries that Meta does not let it write to, each with the trial that ends it. */
export function CountryPauses({ sender }: { readonly sender: Sender }): ReactNode {
  const texts = useTexts(sendersTexts);
  const { language } = useLanguage();
  const resume = useResume(sender.id, texts.countryTried);
  if (sender.countryPauses.length === 0) return null;
  const names = new Intl.DisplayNames(language, { type: 'region' });
  return (
    <div>
      <Mark mood="warn">{texts.countries}</Mark>
      <ul className={styles['countries']}>
        {sender.countryPauses.map(({ country, code, since, waitUntil }) => {
          const name = names.of(country) ?? country;
          return (
            <li key={country}>
              <span>
                {texts.country(name, code)} <Moment at={since} />. {texts.countryWaits} <Moment at={waitUntil} />.
              </span>
              <Button
                size="compact-xs"
                variant="default"
                loading={resume.isPending && resume.variables === country}
                aria-label={texts.tryCountryOf(name, nameOf(sender))}
                onClick={() => resume.mutate(country)}
              >
                {texts.tryCountry}
              </Button>
            </li>
          );
        })}
      </ul>
      {resume.error && <Refusal error={resume.error} />}
    </div>
  );
}
