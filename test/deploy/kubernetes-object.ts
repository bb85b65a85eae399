import { parseAllDocuments } from 'yaml';
import { at } from './at.js';

/** One object of a manifest: what it is, and all that it says. */
export interface KubernetesObject {
  readonly kind: string;
  readonly name: string;
  readonly says: unknown;
}

/** The objects of a manifest; empty documents are none. */
export function readObjects(yaml: string): readonly KubernetesObject[] {
  return parseAllDocuments(yaml).flatMap((document) => {
    const [fault] = document.errors;
    if (fault !== undefined) throw fault;
    const says: unknown = document.toJS();
    return says === null ? [] : [{ kind: String(at(says, 'kind')), name: String(at(says, 'metadata', 'name')), says }];
  });
}
