import type { Language } from './language.js';

/** The shape of a dictionary: the same keys, each a text, or a function of the same arguments that makes one. */
export type Texts<Dictionary> = {
  readonly [Key in keyof Dictionary]: Dictionary[Key] extends string
    ? string
    : Dictionary[Key] extends (...given: infer Given) => string
      ? (...given: Given) => string
      : Texts<Dictionary[Key]>;
};

/** The words of a view in both languages: a key that one of them lacks does not compile. */
export function defineTexts<const Dictionary>(
  en: Dictionary & Texts<Dictionary>,
  es: Texts<Dictionary>,
): Readonly<Record<Language, Texts<Dictionary>>> {
  return { en, es };
}
