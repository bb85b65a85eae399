import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../house/project-files.js';

/** Programs that make manifests. */
export interface KubernetesTools {
  readonly helm: string;
  readonly kubectl: string;
}

const FETCHED = join(root, 'node_modules/.cache/recado/kubernetes-tools');

/**
 * `helm` and `kubectl`: those named in HELM and KUBECTL, the fetched ones, the system's. Null, after one loud line, where one is missing.
 * @throws where one is missing, with CI=true, on machines for which they can be fetched: what is put on clusters must be tried.
 */
export function findKubernetesTools(): KubernetesTools | null {
  const [helm, kubectl] = [find('helm', 'version'), find('kubectl', 'version', '--client')];
  if (helm !== undefined && kubectl !== undefined) return { helm, kubectl };
  const advice = 'install helm and kubectl, or run: node .config/fetch-kubernetes-tools.mjs';
  const fetchable = process.platform === 'linux' && process.arch === 'x64';
  if (process.env['CI'] === 'true' && fetchable) throw new Error(`No helm or no kubectl: ${advice}.`);
  process.stderr.write(`\n!!! WHAT IS PUT ON CLUSTERS IS NOT TRIED: no helm or no kubectl; ${advice} !!!\n\n`);
  return null;
}

/** The first of the places where a program may be that answers. */
function find(name: string, ...words: readonly string[]): string | undefined {
  const places = [process.env[name.toUpperCase()] ?? '', join(FETCHED, name), name];
  return places.find((program) => program !== '' && spawnSync(program, words).status === 0);
}
