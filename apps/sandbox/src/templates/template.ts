/** A message template as Graph shows it. https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/overview */
export interface Template {
  readonly id: string;
  readonly name: string;
  readonly language: string;
  readonly parameter_format: 'POSITIONAL' | 'NAMED';
  status: TemplateStatus;
  category: TemplateCategory;
  components: readonly TemplateComponent[];
  previous_category?: TemplateCategory;
  rejected_reason?: string;
  quality_score?: { score: 'GREEN' | 'YELLOW' | 'RED' | 'UNKNOWN'; date: number };
  message_send_ttl_seconds?: number;
  last_updated_time?: string;
}

export const templateStatuses = [
  'APPROVED',
  'PENDING',
  'REJECTED',
  'PAUSED',
  'DISABLED',
  'IN_APPEAL',
  'LIMIT_EXCEEDED',
  'PENDING_DELETION',
  'ARCHIVED',
] as const;
export type TemplateStatus = (typeof templateStatuses)[number];

export const templateCategories = ['UTILITY', 'MARKETING', 'AUTHENTICATION'] as const;
export type TemplateCategory = (typeof templateCategories)[number];

export const headerFormats = ['TEXT', 'IMAGE', 'VIDEO', 'DOCUMENT', 'LOCATION'] as const;

export type TemplateComponent =
  | {
      readonly type: 'HEADER';
      readonly format: (typeof headerFormats)[number];
      readonly text?: string;
      readonly example?: unknown;
    }
  | { readonly type: 'BODY'; readonly text: string; readonly example?: unknown }
  | { readonly type: 'FOOTER'; readonly text: string }
  | { readonly type: 'BUTTONS'; readonly buttons: readonly TemplateButton[] };

export interface TemplateButton {
  readonly type: string;
  readonly text: string;
  readonly url?: string;
  readonly phone_number?: string;
  readonly example?: unknown;
}

/** The names of the variables in a text, each once, in the order they appear: `{{1}}` → `1`, `{{order_number}}` → `order_number`. */
export function variablesOf(text: string): string[] {
  return [...new Set([...text.matchAll(/\{\{\s*([a-z0-9_]+)\s*\}\}/g)].flatMap(([, name]) => name ?? []))];
}

/** The text with its variables filled in; one without a value stays as it is. */
export function fillIn(text: string, values: ReadonlyMap<string, string>): string {
  return text.replace(/\{\{\s*([a-z0-9_]+)\s*\}\}/g, (placeholder, name: string) => values.get(name) ?? placeholder);
}

export function headerOf(template: Template) {
  return template.components.find((component) => component.type === 'HEADER');
}

export function bodyOf(template: Template): string {
  return template.components.find((component) => component.type === 'BODY')?.text ?? '';
}

export function buttonsOf(template: Template): readonly TemplateButton[] {
  return template.components.find((component) => component.type === 'BUTTONS')?.buttons ?? [];
}
