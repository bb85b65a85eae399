import { NativeSelect, useMantineColorScheme } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTexts } from '../language/use-texts.js';
import { shellTexts } from './texts.js';

const SCHEMES = ['auto', 'light', 'dark'] as const;

export function Appearance(): ReactNode {
  const texts = useTexts(shellTexts);
  // Without it Mantine switches transitions off for a moment, by a style sheet that the page's policy forbids.
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  return (
    <NativeSelect
      size="xs"
      aria-label={texts.appearance}
      value={colorScheme}
      onChange={({ currentTarget: { value } }) => {
        const chosen = SCHEMES.find((scheme) => scheme === value);
        if (chosen !== undefined) setColorScheme(chosen);
      }}
      data={SCHEMES.map((value) => ({ value, label: texts[value] }))}
    />
  );
}
