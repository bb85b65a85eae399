import { at } from './at.js';
import { entriesAt } from './entries-at.js';
import type { KubernetesObject } from './kubernetes-object.js';
import { listAt } from './list-at.js';

/*
 * What two ways of installing say, as far as it means something to a cluster. Left out is what each does in its own way:
 * - Helm's annotations and labels of the release, and labels that nothing selects by;
 * - how a changed setting rolls the pods: Helm by an annotation, kustomize by a name that ends with a hash;
 * - where a variable comes from that is no secret: a hook of Helm runs before there is a ConfigMap;
 * - the namespace, which is there before a release.
 */
type Said = Readonly<Record<string, unknown>>;

const OF_THE_TOOL = /^(helm\.sh\/|checksum\/|app\.kubernetes\.io\/(version|managed-by)$)/;
const HASH = /^(recado-environment|recado-secrets|recado-access-token)-[a-z0-9]{10}$/;

/** Each object by kind and name, in a form in which equal ones are equal. */
export function sameObjects(objects: readonly KubernetesObject[]): Readonly<Record<string, unknown>> {
  const settings = new Map(
    objects.filter(({ kind }) => kind === 'ConfigMap').map(({ name, says }) => [name, at(says, 'data')]),
  );
  const kept = objects.filter(
    ({ kind, says }) => kind !== 'Namespace' && at(says, 'metadata', 'annotations', 'helm.sh/hook') !== 'test',
  );
  return Object.fromEntries(
    kept
      .map(({ kind, name, says }) => [`${kind} ${name.replace(HASH, '$1')}`, normal(says, settings, kind)] as const)
      .toSorted(([one], [other]) => one.localeCompare(other)),
  );
}

function normal(says: unknown, settings: ReadonlyMap<string, unknown>, kind: string): unknown {
  const visit = (value: unknown, path: readonly string[]): unknown => {
    if (Array.isArray(value)) return value.map((item) => visit(item, path));
    if (typeof value === 'string') return value.replace(HASH, '$1');
    if (!isSaid(value)) return value;
    const effective = path.at(-1) === 'containers' ? withEnvironment(value, settings) : value;
    const entries = Object.entries(effective)
      .filter(([key]) => !OF_THE_TOOL.test(key) && key !== 'namespace')
      // Defaults that one of them writes out.
      .filter(
        ([key, one]) =>
          !(key === 'type' && one === 'ClusterIP') && !(key === 'imagePullPolicy' && one === 'IfNotPresent'),
      )
      .map(([key, one]) => [key, visit(one, [...path, key])] as const)
      .filter(([key, one]) => !(key === 'annotations' && isSaid(one) && Object.keys(one).length === 0));
    return Object.fromEntries(entries.toSorted(([one], [other]) => one.localeCompare(other)));
  };
  const said = visit(says, []);
  if (!isSaid(said)) return said;
  const metadata = at(said, 'metadata');
  const { labels, ...rest } = isSaid(metadata) ? metadata : {};
  const own = kind === 'Service' || kind === 'Pod' ? { ...rest, labels } : rest;
  return { ...said, metadata: own, ...(kind === 'NetworkPolicy' && { spec: withoutOrder(at(said, 'spec')) }) };
}

/** Variables by name, wherever they come from; from which Secrets others come. */
function withEnvironment(container: Said, settings: ReadonlyMap<string, unknown>): Said {
  const { env: _env, envFrom: _envFrom, ...rest } = container;
  const fromMaps = listAt(container, 'envFrom').flatMap((source) =>
    entriesAt(settings.get(String(at(source, 'configMapRef', 'name')))),
  );
  const own = listAt(container, 'env').map((one) => [String(at(one, 'name')), at(one, 'value')] as const);
  const secrets = listAt(container, 'envFrom')
    .map((source) => at(source, 'secretRef', 'name'))
    .filter((name) => name !== undefined);
  return { ...rest, variables: Object.fromEntries([...fromMaps, ...own]), secrets };
}

/** Rules of a NetworkPolicy hold together, whatever their order. */
function withoutOrder(spec: unknown): unknown {
  if (!isSaid(spec)) return spec;
  const sorted = (key: string) =>
    listAt(spec, key).toSorted((one, other) => JSON.stringify(one).localeCompare(JSON.stringify(other)));
  return { ...spec, ingress: sorted('ingress'), egress: sorted('egress') };
}

function isSaid(value: unknown): value is Said {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
