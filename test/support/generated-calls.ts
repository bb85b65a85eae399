import { at } from './examples.js';

/** One operation as an OpenAPI document describes it. */
export interface Operation {
  readonly id: string;
  readonly method: string;
  /** With its parameters in braces. */
  readonly path: string;
  readonly description: unknown;
}

export interface GeneratedCall {
  readonly operation: Operation;
  /** As it goes over the wire: nothing of it is normalised. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** What there is: keys of the API, for each collection of a path the ids that exist, and by operation a body that is right. */
export interface Known {
  readonly keys: readonly string[];
  readonly ids: Readonly<Record<string, readonly string[]>>;
  /** By a path with its parameters in braces: such that exist, whole, where ids that exist hardly ever belong together by chance. */
  readonly paths: Readonly<Record<string, readonly string[]>>;
  readonly bodies: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** All operations of a document, in its order. */
export function operationsOf(document: unknown): readonly Operation[] {
  return entriesOf(at(document, 'paths')).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const description = at(item, method);
      if (description === undefined) return [];
      return [{ id: String(at(description, 'operationId')), method: method.toUpperCase(), path, description }];
    }),
  );
}

/** What tends to break readers: another type, an end of a range, a character that somewhere means something. */
const TROUBLE: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  2 ** 53,
  -(2 ** 63),
  1e308,
  '',
  ' ',
  'null',
  '0',
  '-1',
  '1e9',
  'NaN',
  '\u0000',
  '\u0007',
  '\r\n',
  '\u202e',
  '\ud800',
  '😀',
  'ß',
  '%',
  '%00',
  "'; --",
  '..',
  '/',
  '+34612345678',
  '34612345678',
  'ES.13491208655302741918',
  '2026-02-30T00:00:00Z',
  '0001-01-01T00:00:00Z',
  '+275760-09-13T00:00:00Z',
  '00000000-0000-0000-0000-000000000000',
  'x'.repeat(256),
  'x'.repeat(5_000),
  [],
  {},
  [null],
  [[]],
  ['a', 'a'],
  { length: 1e9 },
  { toString: 1 },
];

const RAW_BODIES = [
  '',
  '{',
  'null',
  '[]',
  '"x"',
  '7',
  '{"a":1}{"b":2}',
  '{"a":1,"a":2}',
  '{"__proto__":{"x":1}}',
  '\ufeff{}',
];
const DEEP = '{"a":'.repeat(40) + '1' + '}'.repeat(40);
const MEDIA_TYPES = [
  'text/plain',
  'application/xml',
  'application/json; charset=latin1',
  'application/octet-stream',
  '',
];

/**
 * Makes calls of an API from its OpenAPI document: over every path, query and body, most of them nearly right, so that they come
 * far before they are refused. `random`: from 0 up to 1.
 */
export class CallGenerator {
  private readonly operations: readonly Operation[];

  constructor(
    private readonly document: unknown,
    private readonly random: () => number,
  ) {
    this.operations = operationsOf(document);
  }

  /** Each operation in its turn. */
  call(number: number, known: Known): GeneratedCall {
    const operation = this.operations[number % this.operations.length];
    if (operation === undefined) throw new Error('the document has no operation');
    const parameters = listAt(operation.description, 'parameters').map((parameter) => this.resolved(parameter));
    const headers = { ...this.authorization(known), ...this.headersOf(parameters) };
    const target = this.pathOf(operation, known) + this.queryOf(parameters);
    const schema = at(operation.description, 'requestBody', 'content', 'application/json', 'schema');
    const body = operation.method === 'GET' ? null : this.bodyOf(schema, known.bodies[operation.id] ?? null);
    const mediaType = this.chance(0.03) ? this.oneOf(MEDIA_TYPES) : 'application/json';
    const typed: Record<string, string> = body === null || mediaType === '' ? {} : { 'content-type': mediaType };
    return { operation, target, headers: { ...headers, ...typed }, body };
  }

  private authorization({ keys }: Known): Record<string, string> {
    if (this.chance(0.02)) return {};
    if (this.chance(0.01)) return { authorization: this.oneOf(['Bearer', 'Bearer x', 'Basic eDp4', 'rk_x']) };
    // The first one may do everything.
    const key = this.chance(0.93) ? keys[0] : this.oneOf(keys);
    return { authorization: `Bearer ${key ?? ''}` };
  }

  private headersOf(parameters: readonly unknown[]): Record<string, string> {
    const named = parameters.filter((parameter) => at(parameter, 'in') === 'header' && this.chance(0.3));
    const values = ['key-1', 'key-2', 'a b', ' ', 'x'.repeat(255), 'x'.repeat(256), 'é', `key-${this.random()}`];
    return Object.fromEntries(named.map((parameter) => [String(at(parameter, 'name')), this.oneOf(values)]));
  }

  private pathOf({ path }: Operation, { ids, paths }: Known): string {
    const whole = paths[path] ?? [];
    if (whole.length > 0 && this.chance(0.5)) return this.oneOf(whole);
    // An id is looked for under what stands before it: /messages/{id}.
    return path.replaceAll(/([^/]+)\/\{\w+\}/g, (_match, collection: string) => {
      const existing = ids[collection] ?? [];
      const text =
        existing.length > 0 && this.chance(0.75) ? this.oneOf(existing) : this.textOf(this.oneOf(TROUBLE)) || 'unknown';
      // A dot is a path of its own, and half an escape no text at all.
      const escaped = this.chance(0.02) ? '%zz' : encoded(text).replaceAll('.', '%2E');
      return `${collection}/${escaped}`;
    });
  }

  private queryOf(parameters: readonly unknown[]): string {
    const pairs = parameters
      .filter((parameter) => at(parameter, 'in') === 'query' && this.chance(0.25))
      .flatMap((parameter) => {
        const name = String(at(parameter, 'name'));
        const value = this.textOf(this.valueOf(at(parameter, 'schema'), 0.25));
        const pair = `${encoded(name)}=${encoded(value)}`;
        if (this.chance(0.03)) return [pair, pair];
        return [this.chance(0.02) ? `${encoded(name)}[a]=${encoded(value)}` : pair];
      });
    if (this.chance(0.03)) pairs.push(`${encoded(this.textOf(this.oneOf(TROUBLE)))}=1`);
    return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
  }

  private bodyOf(schema: unknown, right: Readonly<Record<string, unknown>> | null): string | null {
    if (this.chance(0.04)) return this.oneOf([...RAW_BODIES, DEEP]);
    if (schema === undefined) return this.chance(0.05) ? '{"unexpected":1}' : null;
    if (this.chance(0.02)) return JSON.stringify(this.oneOf(TROUBLE));
    if (right !== null && this.chance(0.4)) return JSON.stringify(this.chance(0.5) ? right : this.withOneFault(right));
    // Half of them have no fault but what the schema does not say.
    return JSON.stringify(this.valueOf(schema, this.chance(0.5) ? 0 : 0.15));
  }

  private withOneFault(right: Readonly<Record<string, unknown>>): unknown {
    return { ...right, [this.oneOf(Object.keys(right))]: this.oneOf(TROUBLE) };
  }

  /** `wild`: the share of values that are not what the schema asks for. */
  private valueOf(reference: unknown, wild: number): unknown {
    if (this.chance(wild)) return this.oneOf(TROUBLE);
    const schema = this.resolved(reference);
    const example = at(schema, 'example');
    if (example !== undefined && this.chance(0.8)) return example;
    const choices = [...listAt(schema, 'oneOf'), ...listAt(schema, 'anyOf'), ...listAt(schema, 'allOf')];
    if (choices.length > 0) return this.valueOf(this.oneOf(choices), wild);
    const values = listAt(schema, 'enum');
    if (values.length > 0) return this.oneOf(values);
    switch (at(schema, 'type')) {
      case 'object':
        return this.objectOf(schema, wild);
      case 'array':
        return Array.from({ length: this.below(4) }, () => this.valueOf(at(schema, 'items'), wild));
      case 'number':
      case 'integer':
        return this.numberOf(schema);
      case 'boolean':
        return this.chance(0.5);
      default:
        return this.someText(schema);
    }
  }

  private objectOf(schema: unknown, wild: number): Record<string, unknown> {
    const required = new Set(listAt(schema, 'required'));
    const fields = entriesOf(at(schema, 'properties'))
      .filter(([name]) => (required.has(name) ? !this.chance(wild / 5) : this.chance(0.3)))
      .map(([name, property]) => [name, this.valueOf(property, wild)] as const);
    const unknown = this.chance(wild / 5) ? [['unexpected', 1] as const] : [];
    return Object.fromEntries([...fields, ...unknown]);
  }

  private numberOf(schema: unknown): number {
    const least = Number(at(schema, 'minimum') ?? 0);
    const most = Number(at(schema, 'maximum') ?? 1_000);
    return this.oneOf([least, most, least - 1, most + 1, least + this.below(most - least + 1)]);
  }

  private someText(schema: unknown): string {
    if (at(schema, 'format') === 'date-time') {
      return new Date(Date.UTC(2026, 10, 1) + this.below(400 * 86_400) * 1_000).toISOString();
    }
    const most = Number(at(schema, 'maxLength') ?? 300);
    return this.oneOf([
      'PO-2024-001',
      'po_notification',
      'es',
      `text ${this.below(1_000)}`,
      'x'.repeat(most),
      'x'.repeat(most + 1),
    ]);
  }

  private resolved(schema: unknown): unknown {
    const reference = at(schema, '$ref');
    return typeof reference === 'string' ? at(this.document, ...reference.slice(2).split('/')) : schema;
  }

  private textOf(value: unknown): string {
    return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  }

  private chance(share: number): boolean {
    return this.random() < share;
  }

  private below(limit: number): number {
    return Math.floor(this.random() * limit);
  }

  private oneOf<Choice>(choices: readonly Choice[]): Choice {
    const choice = choices[this.below(choices.length)];
    if (choice === undefined) throw new Error('nothing to choose from');
    return choice;
  }
}

/** Half a surrogate pair has no UTF-8: it becomes what encoders make of it. */
function encoded(text: string): string {
  return encodeURIComponent(text.replaceAll(/\p{Surrogate}/gu, '\ufffd'));
}

function entriesOf(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

function listAt(value: unknown, key: string): readonly unknown[] {
  const list = at(value, key);
  return Array.isArray(list) ? list : [];
}
