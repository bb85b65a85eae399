/** What the list of templates is narrowed by, as it stands in the address. */
export interface TemplatesSearch {
  /** A part of the name. */
  readonly name?: string;
  /** Meta's word. */
  readonly status?: string;
}

export function readTemplatesSearch(search: Readonly<Record<string, unknown>>): TemplatesSearch {
  const text = (name: string): string | undefined => {
    const value = search[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  return { name: text('name'), status: text('status') };
}
