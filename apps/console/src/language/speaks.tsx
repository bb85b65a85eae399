import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { type Language, isLanguage } from './language.js';
import { type ChosenLanguage, LanguageContext } from './language-context.js';

const KEPT_AS = 'recado.language';

/** Gives everything below it a language: the one that was chosen here before, or that of the browser. */
export function Speaks({ children }: { readonly children: ReactNode }): ReactNode {
  const [language, setLanguage] = useState<Language>(firstLanguage);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const chosen = useMemo<ChosenLanguage>(
    () => ({
      language,
      choose(next) {
        localStorage.setItem(KEPT_AS, next);
        setLanguage(next);
      },
    }),
    [language],
  );
  return <LanguageContext value={chosen}>{children}</LanguageContext>;
}

function firstLanguage(): Language {
  const kept = localStorage.getItem(KEPT_AS);
  if (isLanguage(kept)) return kept;
  return navigator.languages.map((tag) => tag.slice(0, 2)).find(isLanguage) ?? 'en';
}
