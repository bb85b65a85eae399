/** Which one of a name is looked at, as it stands in the address; without it, the first. */
export interface TemplateSearch {
  readonly language?: string;
  readonly account?: string;
}

export function readTemplateSearch(search: Readonly<Record<string, unknown>>): TemplateSearch {
  const { language, account } = search;
  return {
    language: typeof language === 'string' ? language : undefined,
    account: typeof account === 'string' ? account : undefined,
  };
}
