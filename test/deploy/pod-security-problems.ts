import { at } from './at.js';
import { entriesAt } from './entries-at.js';
import type { KubernetesObject } from './kubernetes-object.js';
import { listAt } from './list-at.js';

/*
 * The profile "restricted" of Kubernetes' Pod Security Standards, its part "baseline" included
 * (https://kubernetes.io/docs/concepts/security/pod-security-standards/), and what we ask of our pods besides.
 */
type Holds = (pod: unknown, container: unknown) => boolean;

const unset = (value: unknown): boolean => value === undefined;
const oneOf = (value: unknown, ...allowed: readonly unknown[]): boolean => allowed.includes(value);

/** A setting of a container's security context, or of its pod's where that has one, too. */
const setting = (pod: unknown, container: unknown, ...path: readonly string[]): unknown =>
  at(container, 'securityContext', ...path) ?? at(pod, 'securityContext', ...path);

const VOLUMES = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
  'secret',
];
const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'];

export const POD_SECURITY: Readonly<Record<string, Holds>> = {
  'no namespace of the host': (pod) =>
    ['hostNetwork', 'hostPID', 'hostIPC'].every((name) => oneOf(at(pod, name), undefined, false)),
  'no process of the host': (pod, container) => !setting(pod, container, 'windowsOptions', 'hostProcess'),
  'not privileged': (_pod, container) => !at(container, 'securityContext', 'privileged'),
  'drops every capability': (_pod, container) =>
    listAt(container, 'securityContext', 'capabilities', 'drop').includes('ALL'),
  'adds no capability but NET_BIND_SERVICE': (_pod, container) =>
    listAt(container, 'securityContext', 'capabilities', 'add').every((name) => name === 'NET_BIND_SERVICE'),
  'no volume of the host': (pod) =>
    listAt(pod, 'volumes').every((volume) =>
      entriesAt(volume).every(([key]) => key === 'name' || VOLUMES.includes(key)),
    ),
  'no port of the host': (_pod, container) =>
    listAt(container, 'ports').every((port) => oneOf(at(port, 'hostPort'), undefined, 0)),
  'probes its own address': (_pod, container) =>
    PROBES.every(
      (probe) => unset(at(container, probe, 'httpGet', 'host')) && unset(at(container, probe, 'tcpSocket', 'host')),
    ),
  'AppArmor is not turned off': (pod, container) =>
    oneOf(setting(pod, container, 'appArmorProfile', 'type'), undefined, 'RuntimeDefault', 'Localhost'),
  'no SELinux user or role': (pod, container) =>
    unset(setting(pod, container, 'seLinuxOptions', 'user')) &&
    unset(setting(pod, container, 'seLinuxOptions', 'role')),
  'the usual /proc': (_pod, container) => oneOf(at(container, 'securityContext', 'procMount'), undefined, 'Default'),
  'no settings of the kernel': (pod) => listAt(pod, 'securityContext', 'sysctls').length === 0,
  'a filter of system calls': (pod, container) =>
    oneOf(setting(pod, container, 'seccompProfile', 'type'), 'RuntimeDefault', 'Localhost'),
  'gains no privileges': (_pod, container) => at(container, 'securityContext', 'allowPrivilegeEscalation') === false,
  'not root': (pod, container) => setting(pod, container, 'runAsNonRoot') === true,
  'no user 0': (pod, container) =>
    at(pod, 'securityContext', 'runAsUser') !== 0 && at(container, 'securityContext', 'runAsUser') !== 0,

  'a read-only root file system': (_pod, container) =>
    at(container, 'securityContext', 'readOnlyRootFilesystem') === true,
  'no token of the cluster': (pod) => at(pod, 'automountServiceAccountToken') === false,
  'a share of the machine, and an end of its memory': (_pod, container) =>
    ['cpu', 'memory'].every((what) => !unset(at(container, 'resources', 'requests', what))) &&
    !unset(at(container, 'resources', 'limits', 'memory')),
};

/** Which rules the pods of an object break; empty where it has none. */
export function podSecurityProblems({ kind, name, says }: KubernetesObject): readonly string[] {
  const pod = kind === 'Pod' ? at(says, 'spec') : at(says, 'spec', 'template', 'spec');
  const containers = ['containers', 'initContainers', 'ephemeralContainers'].flatMap((list) => listAt(pod, list));
  return containers.flatMap((container) =>
    Object.entries(POD_SECURITY)
      .filter(([, holds]) => !holds(pod, container))
      .map(([rule]) => `${kind} ${name}, container ${String(at(container, 'name'))}: ${rule}`),
  );
}
