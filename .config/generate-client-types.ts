import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import openapiTS, { astToString } from 'openapi-typescript';
import { isInterfaceDeclaration, isTypeAliasDeclaration } from 'typescript';

/** Kinds of things that OpenAPI may describe and ours does not. */
const EMPTY: ReadonlySet<string> = new Set(['webhooks', '$defs']);

/** `libs/client/src/openapi.ts`: docs/openapi.json as types. */
export async function describeClientTypes(): Promise<string> {
  const file = await readFile(join(import.meta.dirname, '../docs/openapi.json'));
  const nodes = await openapiTS(file, { defaultNonNullable: false, silent: true });
  const needed = nodes.filter((node) =>
    isTypeAliasDeclaration(node) || isInterfaceDeclaration(node) ? !EMPTY.has(node.name.text) : true,
  );
  return `// Made from docs/openapi.json by \`npm run generate\`.\n\n${astToString(needed)}`;
}
