import { createContext, use } from 'react';
import type { Language } from './language.js';

export interface ChosenLanguage {
  readonly language: Language;
  readonly choose: (language: Language) => void;
}

export const LanguageContext = createContext<ChosenLanguage>({ language: 'en', choose: () => undefined });

export function useLanguage(): ChosenLanguage {
  return use(LanguageContext);
}
