import type { components } from 'recado-client';

export type Template = components['schemas']['TemplateViewDto'];

/** One language of it, at one account: what Meta reviews, and what is sent. */
export function idOf({ account, name, language }: Template): string {
  return `${account}/${name}/${language}`;
}
