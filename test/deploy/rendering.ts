import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../house/project-files.js';
import { readObjects, type KubernetesObject } from './kubernetes-object.js';
import type { KubernetesTools } from './kubernetes-tools.js';

const CHART = join(root, 'deploy/helm/recado');

/** What a program made of templates or patches, or why it would not. */
export interface Rendered {
  readonly objects: readonly KubernetesObject[];
  readonly text: string;
  /** Empty where it went well. */
  readonly refused: string;
}

/** Makes manifests as `helm install` and `kubectl apply -k` do, without a cluster. */
export class Rendering {
  constructor(private readonly tools: KubernetesTools) {}

  /** The chart with values in YAML over its own, for a version of Kubernetes. */
  chart(values = '', release = 'recado', kubernetes = '1.33.0'): Rendered {
    return read(
      this.run(this.tools.helm, ['template', release, CHART, '--kube-version', kubernetes, ...OF_HELM], values),
    );
  }

  /** What `helm install` says when it is done. */
  notes(values = ''): string {
    const { stdout, stderr } = this.run(
      this.tools.helm,
      ['install', 'recado', CHART, '--dry-run=client', ...OF_HELM],
      values,
    );
    return stdout.split('\nNOTES:\n')[1] ?? stderr;
  }

  /** What `helm lint --strict` complains of. */
  lint(values = ''): string {
    const { status, stdout, stderr } = this.run(this.tools.helm, ['lint', CHART, '--strict', '--values', '-'], values);
    return status === 0 ? '' : stdout + stderr;
  }

  /** A folder of the repository with a kustomization. */
  kustomize(folder: string): Rendered {
    return read(this.run(this.tools.kubectl, ['kustomize', join(root, folder)], ''));
  }

  private run(program: string, words: readonly string[], input: string) {
    // Neither looks for a cluster, or for settings of the person who runs this.
    const env = { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', KUBECONFIG: '/nonexistent/config' };
    return spawnSync(program, words, { input, encoding: 'utf8', env, maxBuffer: 64 * 1024 * 1024 });
  }
}

const OF_HELM = ['--namespace', 'recado', '--values', '-'];

function read({ status, stdout, stderr }: { status: number | null; stdout: string; stderr: string }): Rendered {
  if (status !== 0) return { objects: [], text: '', refused: stderr || `exit code ${status}` };
  return { objects: readObjects(stdout), text: stdout, refused: '' };
}
