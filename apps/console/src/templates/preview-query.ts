import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from '../api/api.js';
import { dataOf } from '../api/data-of.js';
import type { Template } from './template.js';
import { type TemplateValues, filledIn } from './template-values.js';

/** The exact text that a recipient would read, as the API writes it; `sender` is one of the template's. */
export function previewQuery(
  template: Template,
  values: TemplateValues,
  sender: string | undefined,
  complete: boolean,
) {
  const body = { ...filledIn(template, values), sender };
  const path = { name: template.name };
  return queryOptions({
    queryKey: ['template-preview', template.name, body],
    queryFn: ({ signal }) =>
      dataOf(api.POST('/api/v1/whatsapp/templates/{name}/preview', { params: { path }, body, signal })),
    enabled: complete,
    placeholderData: keepPreviousData,
    gcTime: 0,
  });
}
