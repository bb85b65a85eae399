import type { Texts } from './define-texts.js';
import type { Language } from './language.js';
import { useLanguage } from './language-context.js';

/** A view's words in the language that was chosen. */
export function useTexts<Dictionary>(texts: Readonly<Record<Language, Texts<Dictionary>>>): Texts<Dictionary> {
  return texts[useLanguage().language];
}
