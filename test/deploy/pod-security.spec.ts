import { describe, expect, it } from 'vitest';
import { POD_SECURITY, podSecurityProblems } from './pod-security-problems.js';

type Settings = Readonly<Record<string, unknown>>;

const SAFE_CONTAINER = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
};
const SAFE_POD = { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } };
const RESOURCES = { requests: { cpu: '1', memory: '1Mi' }, limits: { memory: '1Mi' } };

/** A pod that keeps every rule, with something planted in it. */
function problemsOf(planted: {
  readonly pod?: Settings;
  readonly podContext?: Settings;
  readonly container?: Settings;
  readonly context?: Settings;
}): readonly string[] {
  const container = {
    name: 'planted',
    resources: RESOURCES,
    securityContext: { ...SAFE_CONTAINER, ...planted.context },
    ...planted.container,
  };
  const spec = {
    automountServiceAccountToken: false,
    securityContext: { ...SAFE_POD, ...planted.podContext },
    containers: [container],
    ...planted.pod,
  };
  const problems = podSecurityProblems({ kind: 'Pod', name: 'planted', says: { spec } });
  return problems.map((problem) => problem.replace('Pod planted, container planted: ', ''));
}

/** For each rule something that breaks it, and only it. */
const BREAKS: readonly (readonly [rule: string, planted: Parameters<typeof problemsOf>[0]])[] = [
  ['no namespace of the host', { pod: { hostNetwork: true } }],
  ['no process of the host', { podContext: { windowsOptions: { hostProcess: true } } }],
  ['not privileged', { context: { privileged: true } }],
  ['drops every capability', { context: { capabilities: { drop: ['NET_RAW'] } } }],
  ['adds no capability but NET_BIND_SERVICE', { context: { capabilities: { drop: ['ALL'], add: ['SYS_PTRACE'] } } }],
  ['no volume of the host', { pod: { volumes: [{ name: 'root', hostPath: { path: '/' } }] } }],
  ['no port of the host', { container: { ports: [{ containerPort: 80, hostPort: 80 }] } }],
  ['probes its own address', { container: { livenessProbe: { httpGet: { host: 'metadata', port: 80 } } } }],
  ['AppArmor is not turned off', { context: { appArmorProfile: { type: 'Unconfined' } } }],
  ['no SELinux user or role', { podContext: { seLinuxOptions: { user: 'system_u' } } }],
  ['the usual /proc', { context: { procMount: 'Unmasked' } }],
  ['no settings of the kernel', { podContext: { sysctls: [{ name: 'kernel.msgmax', value: '1' }] } }],
  ['a filter of system calls', { podContext: { seccompProfile: undefined } }],
  ['a filter of system calls', { context: { seccompProfile: { type: 'Unconfined' } } }],
  ['gains no privileges', { context: { allowPrivilegeEscalation: undefined } }],
  ['not root', { podContext: { runAsNonRoot: undefined } }],
  ['not root', { context: { runAsNonRoot: false } }],
  ['no user 0', { context: { runAsUser: 0 } }],
  ['a read-only root file system', { context: { readOnlyRootFilesystem: false } }],
  ['no token of the cluster', { pod: { automountServiceAccountToken: undefined } }],
  ['a share of the machine, and an end of its memory', { container: { resources: { requests: RESOURCES.requests } } }],
];

describe('the restricted profile', () => {
  it('lets a pod pass that keeps every rule', () => {
    expect(problemsOf({})).toEqual([]);
  });

  it.each(BREAKS)('control: "%s" is seen to be broken by %j', (rule, planted) => {
    expect(problemsOf(planted)).toEqual([rule]);
  });

  it('control: every rule has been broken', () => {
    expect(new Set(BREAKS.map(([rule]) => rule))).toEqual(new Set(Object.keys(POD_SECURITY)));
  });

  it('control: a container that runs before the others is looked at, too', () => {
    const initContainers = [
      { name: 'planted', resources: RESOURCES, securityContext: { ...SAFE_CONTAINER, privileged: true } },
    ];
    expect(problemsOf({ pod: { initContainers } })).toEqual(['not privileged']);
  });
});
