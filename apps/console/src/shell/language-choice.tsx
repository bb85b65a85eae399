import { NativeSelect } from '@mantine/core';
import type { ReactNode } from 'react';
import { LANGUAGES, LANGUAGE_NAMES, isLanguage } from '../language/language.js';
import { useLanguage } from '../language/language-context.js';
import { useTexts } from '../language/use-texts.js';
import { shellTexts } from './texts.js';

export function LanguageChoice(): ReactNode {
  const texts = useTexts(shellTexts);
  const { language, choose } = useLanguage();
  return (
    <NativeSelect
      size="xs"
      aria-label={texts.language}
      value={language}
      onChange={({ currentTarget: { value } }) => {
        if (isLanguage(value)) choose(value);
      }}
      data={LANGUAGES.map((value) => ({ value, label: LANGUAGE_NAMES[value] }))}
    />
  );
}
