import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

type Json = Readonly<Record<string, unknown>>;

const WIDTH = 100;
/** Words that Python keeps to itself, as far as somebody might name a field so. */
const KEYWORDS: ReadonlySet<string> = new Set([
  'as',
  'class',
  'from',
  'global',
  'import',
  'in',
  'is',
  'not',
  'or',
  'pass',
]);

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const child = (value: Json, key: string): Json => (isJson(value[key]) ? value[key] : {});
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** `clients/python/src/recado_client/types.py`: docs/openapi.json as TypedDicts, the filters of its lists included. */
export async function describePythonTypes(): Promise<string> {
  const text = await readFile(join(import.meta.dirname, '../docs/openapi.json'), 'utf8');
  const api: unknown = JSON.parse(text);
  if (!isJson(api)) throw new Error('docs/openapi.json is no object');
  const schemas = Object.entries(child(child(api, 'components'), 'schemas')).filter(isNamedSchema);
  const types = [...schemas.map(([name, schema]) => describeObject(nameOf(name), schema)), ...describeFilters(api)];
  return `"""The API's own types: JSON as it goes over the wire.

Made from docs/openapi.json by \`npm run generate\`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypedDict

if TYPE_CHECKING:
    # Of the type checker; nothing at run time evaluates it.
    from typing_extensions import NotRequired


${types.join('\n\n')}`;
}

function isNamedSchema(entry: [string, unknown]): entry is [string, Json] {
  return isJson(entry[1]);
}

/** `MessageDto` is a Message. */
function nameOf(schema: string): string {
  return schema.replace(/Dto$/, '');
}

function describeObject(name: string, schema: Json): string {
  const required = new Set(list(schema['required']));
  const fields = Object.entries(child(schema, 'properties')).map(([field, type]) => ({
    field,
    type: typeOf(type),
    optional: !required.has(field),
    meaning: isJson(type) && typeof type['description'] === 'string' ? type['description'] : null,
  }));
  return describeDict(name, fields);
}

interface Field {
  readonly field: string;
  readonly type: string;
  readonly optional: boolean;
  readonly meaning: string | null;
}

function describeDict(name: string, fields: readonly Field[]): string {
  const annotation = ({ type, optional }: Field): string => (optional ? `NotRequired[${type}]` : type);
  if (fields.some(({ field }) => KEYWORDS.has(field))) {
    const entries = fields.map((field) => `        "${field.field}": "${annotation(field).replaceAll('"', "'")}",`);
    return `${name} = TypedDict(\n    "${name}",\n    {\n${entries.join('\n')}\n    },\n)\n`;
  }
  const lines = fields.map((field) => {
    const meaning = field.meaning === null ? '' : `    # ${field.meaning}\n`;
    return `${meaning}${wrapped(`    ${field.field}: ${annotation(field)}`)}`;
  });
  return `class ${name}(TypedDict):\n${lines.length === 0 ? '    pass' : lines.join('\n')}\n`;
}

/** The filters of each list that comes in pages, by its name: MessagesFilters. */
function describeFilters(api: Json): string[] {
  const operations = Object.values(child(api, 'paths'))
    .filter(isJson)
    .map((path) => child(path, 'get'));
  return operations.flatMap((operation) => {
    const query = list(operation['parameters'])
      .filter(isJson)
      .filter((parameter) => parameter['in'] === 'query');
    if (!query.some(({ name }) => name === 'cursor')) return [];
    const fields = query
      .filter(({ name }) => name !== 'cursor')
      .map((parameter) => ({
        field: String(parameter['name']),
        type: typeOf(parameter['schema']),
        optional: parameter['required'] !== true,
        meaning: typeof parameter['description'] === 'string' ? parameter['description'] : null,
      }));
    return [describeDict(`${String(operation['operationId']).replace(/_list$/, '')}Filters`, fields)];
  });
}

function typeOf(schema: unknown): string {
  if (!isJson(schema)) return 'Any';
  return schema['nullable'] === true ? `${bareTypeOf(schema)} | None` : bareTypeOf(schema);
}

function bareTypeOf(schema: Json): string {
  const { $ref, type, enum: values, allOf, oneOf, items, additionalProperties } = schema;
  if (typeof $ref === 'string') return nameOf($ref.replace(/^.*\//, ''));
  if (Array.isArray(values)) return `Literal[${values.map((value) => JSON.stringify(value)).join(', ')}]`;
  if (Array.isArray(allOf)) return allOf.map(typeOf).join(' & ');
  if (Array.isArray(oneOf)) return oneOf.map(typeOf).join(' | ');
  switch (type) {
    case 'string':
      return 'str';
    case 'integer':
      return 'int';
    case 'number':
      return 'float';
    case 'boolean':
      return 'bool';
    case 'array':
      return `list[${typeOf(items)}]`;
    default:
      return `dict[str, ${isJson(additionalProperties) ? typeOf(additionalProperties) : 'Any'}]`;
  }
}

/** A long list of literals, one a line. */
function wrapped(line: string): string {
  if (line.length <= WIDTH) return line;
  return line.replace(/Literal\[([^\]]+)\]/, (_all, values: string) => {
    const lines = values.split(', ').map((value) => `        ${value},`);
    return `Literal[\n${lines.join('\n')}\n    ]`;
  });
}
