import { isJsonObject, objectAt, objectsAt, textAt, type JsonObject } from '#graph-api';

export type HeaderFormat = 'text' | 'document' | 'image' | 'video' | 'location';

/** A template's header; `variable` is the name (or number) of its one variable. */
export interface HeaderDefinition {
  readonly format: HeaderFormat;
  readonly text: string | null;
  readonly variable: string | null;
}

/** A template's button, at its place among all buttons. */
export interface ButtonDefinition {
  readonly index: number;
  /** Meta's type in lower case: `url`, `quick_reply`, `phone_number`, `copy_code`, `flow` … */
  readonly type: string;
  readonly text: string;
  /** Address of a `url` button, with `{{1}}` at its end if a message completes it. */
  readonly url: string | null;
}

/** A template as Meta holds it: what it says, and what it needs to be sent. */
export interface TemplateDefinition {
  readonly name: string;
  readonly language: string;
  readonly metaId: string | null;
  /** APPROVED is the only one that can be sent; also PENDING, REJECTED, PAUSED, DISABLED, ARCHIVED, DELETED … */
  readonly status: string;
  /** UTILITY, MARKETING or AUTHENTICATION. */
  readonly category: string;
  readonly previousCategory: string | null;
  /** GREEN, YELLOW, RED or UNKNOWN. */
  readonly quality: string | null;
  readonly rejectedReason: string | null;
  readonly parameterFormat: 'positional' | 'named';
  readonly header: HeaderDefinition | null;
  readonly body: string;
  readonly footer: string | null;
  readonly buttons: readonly ButtonDefinition[];
  /** Variables of the body: `['1', '2', '3']`, or names in order of appearance. */
  readonly expectedParameters: readonly string[];
  /** The components as Meta wrote them. */
  readonly components: readonly JsonObject[];
}

/** `{{1}}` or `{{order_number}}`, with the blanks that Meta tolerates. */
export const VARIABLE = /\{\{\s*([^{}\s]+)\s*\}\}/g;

/**
 * Reads a template as the Graph API lists it; null without a name and a language. Fields it does not know are left alone.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/template-management
 */
export function readTemplate(json: JsonObject): TemplateDefinition | null {
  const name = textAt(json, 'name');
  const language = textAt(json, 'language');
  if (name === null || language === null) return null;
  const components = objectsAt(json, 'components');
  const body = componentText(components, 'BODY') ?? '';
  const parameterFormat = upperAt(json, 'parameter_format') === 'NAMED' ? 'named' : 'positional';
  return {
    name,
    language,
    metaId: textAt(json, 'id'),
    status: upperAt(json, 'status') ?? 'UNKNOWN',
    category: upperAt(json, 'category') ?? 'UNKNOWN',
    previousCategory: upperAt(json, 'previous_category'),
    quality: qualityOf(json),
    rejectedReason: rejectedReasonOf(json),
    parameterFormat,
    header: headerOf(components),
    body,
    footer: componentText(components, 'FOOTER'),
    buttons: buttonsOf(components),
    expectedParameters:
      parameterFormat === 'named' ? variablesIn(body) : variablesIn(body).toSorted((a, b) => Number(a) - Number(b)),
    components,
  };
}

/** Names of the variables in a text, each once, in order of appearance. */
export function variablesIn(text: string): readonly string[] {
  return [...new Set([...text.matchAll(VARIABLE)].flatMap(([, name]) => name ?? []))];
}

function headerOf(components: readonly JsonObject[]): HeaderDefinition | null {
  const header = component(components, 'HEADER');
  const format = header && formatOf(header);
  if (!header || !format) return null;
  const text = textAt(header, 'text');
  return { format, text, variable: variablesIn(text ?? '')[0] ?? null };
}

function formatOf(header: JsonObject): HeaderFormat | null {
  const format = textAt(header, 'format')?.toLowerCase() ?? 'text';
  const known: readonly HeaderFormat[] = ['text', 'document', 'image', 'video', 'location'];
  return known.find((candidate) => candidate === format) ?? null;
}

function buttonsOf(components: readonly JsonObject[]): readonly ButtonDefinition[] {
  const buttons = component(components, 'BUTTONS');
  return objectsAt(buttons ?? {}, 'buttons').map((button, index) => ({
    index,
    type: textAt(button, 'type')?.toLowerCase() ?? 'unknown',
    text: textAt(button, 'text') ?? '',
    url: textAt(button, 'url'),
  }));
}

// Meta answers with types in capitals and takes them in either case.
function component(components: readonly JsonObject[], type: string): JsonObject | undefined {
  return components.find((candidate) => upperAt(candidate, 'type') === type);
}

function componentText(components: readonly JsonObject[], type: string): string | null {
  const found = component(components, type);
  return found ? textAt(found, 'text') : null;
}

function qualityOf(json: JsonObject): string | null {
  return isJsonObject(json.quality_score)
    ? upperAt(objectAt(json, 'quality_score'), 'score')
    : upperAt(json, 'quality_score');
}

// Meta writes the text NONE where there is no reason.
function rejectedReasonOf(json: JsonObject): string | null {
  const reason = textAt(json, 'rejected_reason');
  return reason === 'NONE' ? null : reason;
}

function upperAt(json: JsonObject, key: string): string | null {
  return textAt(json, key)?.toUpperCase() ?? null;
}
