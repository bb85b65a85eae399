import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { root } from '../house/project-files.js';
import { at } from './at.js';
import type { KubernetesObject } from './kubernetes-object.js';

/** Kubernetes' own schemas, and those of custom resources; where they come from stands beside them. */
const files = ['kubernetes-1.33.json', 'custom-resources.json'].map((name): unknown =>
  JSON.parse(readFileSync(join(root, 'test/fixtures/kubernetes', name), 'utf8')),
);

// `strict` would forbid the key `kinds`.
const ajv = new Ajv2020({ strict: false, allErrors: true });
for (const file of files) if (typeof file === 'object' && file !== null) ajv.addSchema(file);

/** What an API server would refuse, or drop without a word: fields that it does not know, of another type, or empty. */
export function schemaProblems({ kind, name, says }: KubernetesObject): readonly string[] {
  const key = `${String(at(says, 'apiVersion'))}/${kind}`;
  const of = files.find((file) => at(file, 'kinds', key) !== undefined);
  if (of === undefined) return [`${kind} ${name}: no schema for ${key}`];
  const validate = ajv.getSchema(`${String(at(of, '$id'))}${String(at(of, 'kinds', key))}`);
  if (validate === undefined) return [`${kind} ${name}: its schema cannot be read`];
  void validate(says);
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${kind} ${name} ${instancePath}: ${message} ${JSON.stringify(params)}`,
  );
}
