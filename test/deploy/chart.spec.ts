import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { describedVariables } from '#runtime';
import { root } from '../house/project-files.js';
import { at } from './at.js';
import { entriesAt } from './entries-at.js';
import type { KubernetesObject } from './kubernetes-object.js';
import { findKubernetesTools } from './kubernetes-tools.js';
import { listAt } from './list-at.js';
import { podSecurityProblems } from './pod-security-problems.js';
import { Rendering } from './rendering.js';
import { schemaProblems } from './schema-problems.js';

const tools = findKubernetesTools();
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** Installations that people may want, as values over the chart's own. */
const INSTALLATIONS: Readonly<Record<string, string>> = {
  'nothing said': '',
  'the example for production': read('deploy/helm/production.yaml'),
  'an image by digest from a registry that asks for a password': `
image: { repository: registry.example.com/recado, digest: 'sha256:${'0'.repeat(64)}', pullSecrets: [registry], pullPolicy: Always }`,
  'one process of each': `
api: { replicas: 1, autoscaling: { enabled: false } }
worker: { replicas: 1 }`,
  'a fixed number of each': `
api: { replicas: 3, autoscaling: { enabled: false } }
worker: { replicas: 4 }`,
  'workers by KEDA': 'worker: { keda: { enabled: true, minReplicas: 1, maxReplicas: 20, secondsPerWorker: 10 } }',
  'several senders, each with its token': `
secrets: { accessToken: { name: '' }, senders: recado-senders }`,
  'a sender with a file of further ones': 'secrets: { senders: recado-senders }',
  'secrets under other names': `
secrets: { environment: vault-recado, accessToken: { name: vault-token, key: token } }`,
  'figures and alerts': `
monitoring:
  serviceMonitor: { enabled: true, interval: 30s, labels: { release: prometheus }, opsKey: { name: ops, key: api-key } }
  rules: { enabled: true, labels: { release: prometheus } }`,
  'figures without alerts': 'monitoring: { serviceMonitor: { enabled: true } }',
  'no network policies': 'networkPolicy: { enabled: false }',
  'network policies by address': `
networkPolicy:
  api: { from: [{ namespaceSelector: { matchLabels: { name: ingress } } }] }
  worker: { from: [] }
  dns: { to: [] }
  postgres: { ports: [6432], to: [{ ipBlock: { cidr: 10.1.0.0/16 } }] }
  redis: { ports: [6379, 26379], to: [{ podSelector: { matchLabels: { app: redis } } }] }
  https: { to: [] }
  extraEgress: [{ ports: [{ port: 4318 }] }]`,
  'queues in PostgreSQL': 'networkPolicy: { redis: { ports: [] } }',
  'migrations by somebody else': 'migrate: { enabled: false }',
  'prices for the usage': 'rateCard: recado-rate-card',
  'no service account of its own': 'serviceAccount: { create: false }',
  'a service account that there is': 'serviceAccount: { create: false, name: workload }',
  'figures by a key that YAML would take for something else': `
monitoring: { serviceMonitor: { enabled: true, opsKey: { name: '1234', key: 'true' } } }
secrets: { accessToken: { name: token, key: '1234' } }`,
  'a DNS that listens elsewhere': `
networkPolicy: { dns: { ports: [53, 5353], to: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: openshift-dns } } }] } }`,
  'numbers as they are': 'environment: { WHATSAPP_MAX_MPS: 250, PORTFOLIO_DAILY_RECIPIENTS: 2000 }',
  'an ingress with a class, without TLS, with all of the API': `
ingress:
  enabled: true
  className: nginx
  annotations: { nginx.ingress.kubernetes.io/proxy-body-size: 4m }
  host: recado.example.com
  paths: [{ path: /api/v1/whatsapp/webhook, pathType: Exact }, { path: /docs, pathType: Prefix }]`,
  'pods where they belong': `
migrate: &placed
  nodeSelector: { kubernetes.io/arch: arm64 }
  tolerations: [{ key: dedicated, operator: Exists, effect: NoSchedule }]
  affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [{ key: zone, operator: Exists }] }] } } }
  priorityClassName: important
  podAnnotations: { example.com/team: procurement, example.com/critical: 'true' }
  podLabels: { team: procurement, floor: '3' }
test: *placed
api: &process
  <<: *placed
  terminationGracePeriodSeconds: 60
worker: *process`,
  'what Node and OpenTelemetry read themselves': `
environment:
  NODE_EXTRA_CA_CERTS: /run/secrets/recado/ca.pem
  OTEL_EXPORTER_OTLP_ENDPOINT: http://collector.monitoring:4318
  OTEL_TRACES_SAMPLER: parentbased_traceidratio
  OTEL_TRACES_SAMPLER_ARG: '0.01'
  OTEL_RESOURCE_ATTRIBUTES: deployment.environment.name=production
  OTEL_BSP_MAX_QUEUE_SIZE: 4096`,
  'a cluster with IPv6 alone': "environment: { LISTEN_HOST: '::' }",
  'another name': 'fullnameOverride: messages',
  'every variable': `environment:\n${describedVariables()
    .filter(({ name, default: value }) => value !== '' && !name.endsWith('_PORT'))
    .map(({ name, default: value }) => `  ${name}: ${value}\n`)
    .join('')}`,
};

/** Values that do not mean anything, and a word of what Helm says of them. */
const MISTAKES: readonly (readonly [string, values: string, said: string])[] = [
  ['a variable that no process reads', "environment: { WHATSAPP_PHONE_NUMBER: '1' }", 'WHATSAPP_PHONE_NUMBER'],
  ['a secret among the values', 'environment: { DATABASE_URL: postgres://recado:secret@db/recado }', 'DATABASE_URL'],
  ['a token among the values', 'environment: { WHATSAPP_ACCESS_TOKEN: token }', 'WHATSAPP_ACCESS_TOKEN'],
  [
    'headers for the collector, which have keys in them',
    'environment: { OTEL_EXPORTER_OTLP_HEADERS: authorization=key }',
    'OTEL_EXPORTER_OTLP_HEADERS',
  ],
  [
    'an id as a number, which would lose digits',
    'environment: { WHATSAPP_APP_ID: 300000000000001 }',
    'got number, want string',
  ],
  [
    'a number that Helm would write as 1e+06',
    'environment: { WHATSAPP_SEND_TIMEOUT_MS: 1000000 }',
    'WHATSAPP_SEND_TIMEOUT_MS',
  ],
  ['a port that the chart decides on', 'environment: { API_PORT: 8080 }', 'API_PORT'],
  ['an address that no probe reaches', 'environment: { LISTEN_HOST: 127.0.0.1 }', 'LISTEN_HOST'],
  ["nothing where the API's settings belong", 'api: null', "missing property 'api'"],
  ['a value that there is not', 'worker: { replica: 3 }', 'replica'],
  ['a name that no Service may have', 'fullnameOverride: 2.recado', 'fullnameOverride'],
  [
    'a least number of API processes above the greatest',
    'api: { autoscaling: { minReplicas: 8 } }',
    'api.autoscaling: minReplicas (8) is more than maxReplicas (6)',
  ],
  [
    'a least number of workers above the greatest',
    'worker: { keda: { enabled: true, maxReplicas: 1 } }',
    'worker.keda: minReplicas (2) is more than maxReplicas (1)',
  ],
  ['a text for a number', 'api: { replicas: two }', 'replicas'],
  [
    'a shorter grace than a process needs to stop',
    'worker: { terminationGracePeriodSeconds: 10 }',
    'terminationGracePeriodSeconds',
  ],
  ['a label that is no text', 'worker: { podLabels: { critical: true } }', 'got boolean, want string'],
  ['an annotation that is no text', 'api: { podAnnotations: { example.com/port: 8080 } }', 'got number, want string'],
  [
    'a label that selectors look at',
    'api: { podLabels: { app.kubernetes.io/instance: another } }',
    'app.kubernetes.io/instance',
  ],
  ['an ingress without a host', 'ingress: { enabled: true }', 'host'],
  ['a digest that is none', 'image: { digest: latest }', 'digest'],
  ['no PostgreSQL to reach', 'networkPolicy: { postgres: { ports: [] } }', 'ports'],
];

const podOf = ({ kind, says }: KubernetesObject): unknown =>
  kind === 'Pod' ? at(says, 'spec') : at(says, 'spec', 'template', 'spec');
const labelsOf = ({ kind, says }: KubernetesObject): unknown =>
  kind === 'Pod' ? at(says, 'metadata', 'labels') : at(says, 'spec', 'template', 'metadata', 'labels');
const isPodded = (object: KubernetesObject): boolean => podOf(object) !== undefined;

/** Whether a selector's labels are all among those of a pod. */
const selects = (selector: unknown, labels: unknown): boolean =>
  entriesAt(selector).length > 0 && entriesAt(selector).every(([key, value]) => at(labels, key) === value);

/** What an object selects pods by, where it does. */
function selectorOf({ kind, says }: KubernetesObject): unknown {
  if (kind === 'Service') return at(says, 'spec', 'selector');
  if (kind === 'NetworkPolicy') return at(says, 'spec', 'podSelector', 'matchLabels');
  if (kind === 'Deployment' || kind === 'PodDisruptionBudget') return at(says, 'spec', 'selector', 'matchLabels');
  return undefined;
}

describe.runIf(tools !== null)('the chart', () => {
  const rendering = new Rendering(tools ?? { helm: '', kubectl: '' });
  const everything = new Map(
    tools === null
      ? []
      : Object.entries(INSTALLATIONS).map(([name, values]) => [name, rendering.chart(values)] as const),
  );
  const objectsOf = (name: string): readonly KubernetesObject[] => everything.get(name)?.objects ?? [];
  const called = (installation: string, kind: string, name: string): unknown =>
    objectsOf(installation).find((object) => object.kind === kind && object.name === name)?.says;

  it('has nothing that helm lint complains of', () => {
    expect(rendering.lint()).toBe('');
    expect(rendering.lint(INSTALLATIONS['the example for production'])).toBe('');
  });

  describe.each(Object.keys(INSTALLATIONS))('for "%s"', (name) => {
    it('makes objects that a cluster understands, each once', () => {
      expect(everything.get(name)?.refused).toBe('');
      const objects = objectsOf(name);
      expect(objects.flatMap(schemaProblems)).toEqual([]);
      const names = objects.map((object) => `${object.kind} ${object.name}`);
      expect(names).toEqual([...new Set(names)]);
      expect(names.length).toBeGreaterThan(6);
    });

    it('makes pods that fit the restricted profile', () => {
      expect(objectsOf(name).filter(isPodded).length).toBeGreaterThanOrEqual(3);
      expect(objectsOf(name).flatMap(podSecurityProblems)).toEqual([]);
    });

    it('selects pods that there are', () => {
      const pods = objectsOf(name).filter(isPodded).map(labelsOf);
      const lost = objectsOf(name)
        .filter((object) => selectorOf(object) !== undefined)
        .filter((object) => !pods.some((labels) => selects(selectorOf(object), labels)));
      expect(lost).toEqual([]);
    });

    it('takes settings from a ConfigMap of its own', () => {
      const maps = objectsOf(name)
        .filter(({ kind }) => kind === 'ConfigMap')
        .map((map) => map.name);
      const used = objectsOf(name)
        .flatMap((object) => listAt(podOf(object), 'containers'))
        .flatMap((container) => listAt(container, 'envFrom'))
        .flatMap((source) => at(source, 'configMapRef', 'name') ?? []);
      expect(new Set(used)).toEqual(new Set(maps));
    });
  });

  it.each(MISTAKES)('refuses %s', (_what, values, said) => {
    const { refused, objects } = rendering.chart(values);
    expect(objects).toEqual([]);
    expect(refused).toContain(said);
  });

  it.each(['2recado', 'shop.recado'])('refuses a release %s: no Service may be called so', (release) => {
    expect(rendering.chart('', release).refused).toContain(`no Service may be called ${release}-api`);
    expect(rendering.chart('fullnameOverride: messages', release).refused).toBe('');
  });

  it('refuses a cluster that does not know all that it says of its objects', () => {
    // unhealthyPodEvictionPolicy is there since 1.27, podFailurePolicy since 1.26.
    expect(rendering.chart('', 'recado', '1.26.15').refused).toContain('>=1.27.0-0');
    expect(rendering.chart('', 'recado', '1.27.0-eks-48e63af').refused).toBe('');
  });

  it('makes no Secret', () => {
    expect([...everything.values()].flatMap(({ objects }) => objects).filter(({ kind }) => kind === 'Secret')).toEqual(
      [],
    );
  });

  it('knows every variable of the environment: in the values, in a Secret, or as its own', () => {
    const schema: unknown = JSON.parse(read('deploy/helm/recado/values.schema.json'));
    const settable = entriesAt(schema, 'properties', 'environment', 'properties').map(([name]) => name);
    const others = describedVariables()
      .map(({ name }) => name)
      .filter((name) => !settable.includes(name));
    expect(others.toSorted()).toEqual([
      'ADMIN_API_KEY',
      'API_PORT',
      'DATABASE_URL',
      'ENCRYPTION_KEY',
      'RATE_CARD_FILE',
      'RECADO_API_KEY',
      'REDIS_URL',
      'SANDBOX_PORT',
      'WHATSAPP_ACCESS_TOKEN',
      'WHATSAPP_ACCESS_TOKEN_FILE',
      'WHATSAPP_APP_SECRET',
      'WHATSAPP_SENDERS_FILE',
      'WHATSAPP_WEBHOOK_VERIFY_TOKEN',
      'WORKER_PORT',
    ]);
  });

  it('takes each variable that the documentation says Node or OpenTelemetry read, but for the one that is secret', () => {
    const schema: unknown = JSON.parse(read('deploy/helm/recado/values.schema.json'));
    const settable = entriesAt(schema, 'properties', 'environment', 'properties').map(([name]) => name);
    const said =
      `${read('docs/monitoring.md')}${read('docs/deployment.md')}`.match(/\b(OTEL|NODE_EXTRA)_[A-Z_]*[A-Z]\b/g) ?? [];
    expect(said.length).toBeGreaterThan(8);
    expect([...new Set(said)].filter((name) => !settable.includes(name))).toEqual(['OTEL_EXPORTER_OTLP_HEADERS']);
    expect(settable.filter((name) => name.startsWith('OTEL_BSP_'))).toHaveLength(4);
  });

  it('migrates before anything else of a version is there', () => {
    const job = called('nothing said', 'Job', 'recado-migrate');
    expect(at(job, 'metadata', 'annotations', 'helm.sh/hook')).toBe('pre-install,pre-upgrade');
    // A hook comes before ConfigMap and service account.
    expect(JSON.stringify(job)).not.toMatch(/configMapRef|serviceAccountName/);
    const variables = listAt(job, 'spec', 'template', 'spec', 'containers', 0, 'env').map((one) => at(one, 'name'));
    const settings = entriesAt(called('nothing said', 'ConfigMap', 'recado-environment'), 'data');
    expect(variables).toEqual(settings.map(([name]) => name).toSorted());
  });

  it('tries the migrations again, but not what another try cannot mend, and keeps the log of each try', () => {
    const job = called('nothing said', 'Job', 'recado-migrate');
    expect(at(job, 'spec', 'template', 'spec', 'restartPolicy')).toBe('Never');
    expect(at(job, 'spec', 'backoffLimit')).toBe(6);
    // EX_USAGE, EX_DATAERR, EX_CONFIG: as libs/database/src/migrate.ts and requireEnvironment end.
    expect(listAt(job, 'spec', 'podFailurePolicy', 'rules')).toEqual([
      {
        action: 'FailJob',
        onExitCodes: {
          containerName: at(job, 'spec', 'template', 'spec', 'containers', 0, 'name'),
          operator: 'In',
          values: [64, 65, 78],
        },
      },
    ]);
  });

  it('starts one process more of each during an upgrade, and none less', () => {
    for (const component of ['api', 'worker'])
      expect(at(called('nothing said', 'Deployment', `recado-${component}`), 'spec', 'strategy')).toEqual({
        rollingUpdate: { maxUnavailable: 0, maxSurge: 1 },
      });
  });

  it('lets nobody read a file with a secret but the group of the process', () => {
    const pods = objectsOf('a sender with a file of further ones').filter(isPodded).map(podOf);
    const secrets = pods.flatMap((pod) =>
      listAt(pod, 'volumes')
        .flatMap((volume) => at(volume, 'secret') ?? [])
        .map((secret) => [pod, secret] as const),
    );
    expect(secrets).toHaveLength(5);
    for (const [pod, secret] of secrets) {
      expect(at(secret, 'defaultMode')).toBe(0o440);
      expect(at(pod, 'securityContext', 'fsGroup')).toBe(at(pod, 'securityContext', 'runAsGroup'));
    }
  });

  it('probes as the health checks are meant: live for a restart, ready for traffic', () => {
    for (const [component, port] of [
      ['api', 3000],
      ['worker', 3001],
    ] as const) {
      const container = at(
        called('nothing said', 'Deployment', `recado-${component}`),
        'spec',
        'template',
        'spec',
        'containers',
        0,
      );
      expect(listAt(container, 'ports')).toEqual([{ name: 'http', containerPort: port }]);
      expect(at(container, 'startupProbe', 'httpGet')).toEqual({ path: '/health/live', port: 'http' });
      expect(at(container, 'livenessProbe', 'httpGet')).toEqual({ path: '/health/live', port: 'http' });
      expect(at(container, 'readinessProbe', 'httpGet')).toEqual({ path: '/health/ready', port: 'http' });
    }
  });

  it('leaves a process more time to stop than it takes, and that is longer than a call to Meta', () => {
    const [, written = ''] = /LONGEST_SHUTDOWN_MS = ([\d_]+)/.exec(read('libs/runtime/src/stop-in-time.ts')) ?? [];
    const longestShutdown = Number(written.replaceAll('_', '')) / 1000;
    const call = Number(describedVariables().find(({ name }) => name === 'WHATSAPP_SEND_TIMEOUT_MS')?.default) / 1000;
    expect(longestShutdown).toBeGreaterThan(call);
    const schema: unknown = JSON.parse(read('deploy/helm/recado/values.schema.json'));
    for (const component of ['api', 'worker']) {
      const pod = at(called('nothing said', 'Deployment', `recado-${component}`), 'spec', 'template', 'spec');
      const withdrawn = Number(at(pod, 'containers', 0, 'lifecycle', 'preStop', 'exec', 'command', 1) ?? 0);
      const least = at(schema, 'properties', component, 'properties', 'terminationGracePeriodSeconds', 'minimum');
      expect(Number(least)).toBeGreaterThanOrEqual(withdrawn + longestShutdown + 5);
      expect(Number(at(pod, 'terminationGracePeriodSeconds'))).toBeGreaterThanOrEqual(Number(least));
    }
  });

  it.each(['nothing said', 'one process of each', 'workers by KEDA'])(
    'lets drained nodes take one replica at a time, however many there are, also a single one (%s)',
    (name) => {
      const budgets = objectsOf(name).filter(({ kind }) => kind === 'PodDisruptionBudget');
      expect(budgets.map((budget) => [budget.name, at(budget.says, 'spec', 'maxUnavailable')])).toEqual([
        ['recado-api', 1],
        ['recado-worker', 1],
      ]);
      // Beside it another limit would be refused.
      expect(budgets.map((budget) => at(budget.says, 'spec', 'minAvailable'))).toEqual([undefined, undefined]);
    },
  );

  it('puts every pod where it belongs, also the one that migrates and the one of helm test', () => {
    const pods = objectsOf('pods where they belong').filter(isPodded);
    expect(pods.map(({ name }) => name).toSorted()).toEqual([
      'recado-api',
      'recado-migrate',
      'recado-test',
      'recado-worker',
    ]);
    for (const pod of pods) {
      expect(podOf(pod), pod.name).toMatchObject({
        nodeSelector: { 'kubernetes.io/arch': 'arm64' },
        tolerations: [{ key: 'dedicated' }],
        affinity: { nodeAffinity: {} },
        priorityClassName: 'important',
      });
      expect(labelsOf(pod), pod.name).toMatchObject({ team: 'procurement', floor: '3' });
      const described = pod.kind === 'Pod' ? at(pod.says, 'metadata') : at(pod.says, 'spec', 'template', 'metadata');
      expect(at(described, 'annotations'), pod.name).toMatchObject({ 'example.com/critical': 'true' });
    }
  });

  it('gives no process variables that it does not read: none of other Services', () => {
    const pods = objectsOf('nothing said').filter(isPodded).map(podOf);
    expect(pods.length).toBeGreaterThanOrEqual(4);
    for (const pod of pods) expect(at(pod, 'enableServiceLinks')).toBe(false);
  });

  it('says how many connections PostgreSQL has to let in, for as many processes as it may make', () => {
    const [, api = ''] = /DATABASE_CONNECTIONS = (\d+)/.exec(read('apps/api/src/api.module.ts')) ?? [];
    const [, worker = ''] = /forProcess\('recado-worker', (\d+),/.exec(read('apps/worker/src/worker.module.ts')) ?? [];
    const most = (installation: string, kind: string, component: string, field: string) =>
      Number(at(called(installation, kind, `recado-${component}`), 'spec', field));
    const apis = most('nothing said', 'HorizontalPodAutoscaler', 'api', 'maxReplicas') * Number(api);
    const workers = most('nothing said', 'Deployment', 'worker', 'replicas') * Number(worker);
    const values: unknown = parse(read('deploy/helm/recado/values.yaml'));
    const byKeda = Number(at(values, 'worker', 'keda', 'maxReplicas')) * Number(worker);
    expect(read('docs/deployment.md')).toContain(`${api} connections for an API process, ${worker} for a worker`);
    expect(read('docs/deployment.md')).toContain(
      `${apis + workers} for the chart's most, ${apis + byKeda} with KEDA's`,
    );
  });

  it('leaves the number of replicas to what scales them', () => {
    const replicas = (name: string, component: string) =>
      at(called(name, 'Deployment', `recado-${component}`), 'spec', 'replicas');
    expect(replicas('nothing said', 'api')).toBeUndefined();
    expect(replicas('nothing said', 'worker')).toBe(2);
    expect(replicas('workers by KEDA', 'worker')).toBeUndefined();
    expect(replicas('a fixed number of each', 'api')).toBe(3);
    expect(objectsOf('a fixed number of each').filter(({ kind }) => kind === 'HorizontalPodAutoscaler')).toEqual([]);
    expect(at(called('nothing said', 'HorizontalPodAutoscaler', 'recado-api'), 'spec', 'minReplicas')).toBe(2);
  });

  it('scales workers by how long messages wait, when KEDA is asked to', () => {
    expect(objectsOf('nothing said').filter(({ kind }) => kind === 'ScaledObject')).toEqual([]);
    const trigger = at(called('workers by KEDA', 'ScaledObject', 'recado-worker'), 'spec', 'triggers', 0, 'metadata');
    expect(trigger).toMatchObject({
      query: 'max(recado_queue_oldest_waiting_seconds{namespace="recado",service=~"recado-(api|worker)"})',
      threshold: '10',
    });
    const { text } = rendering.chart('worker: { keda: { enabled: true, query: max(waiting) } }');
    expect(text).toContain('query: "max(waiting)"');
    expect(read('docs/metrics.md')).toContain('`recado_queue_oldest_waiting_seconds`');
  });

  it('lets out of a pod nothing but PostgreSQL, Redis, DNS and HTTPS', () => {
    const ports = (name: string, component: string) =>
      listAt(called(name, 'NetworkPolicy', `recado-${component}`), 'spec', 'egress').flatMap((rule) =>
        listAt(rule, 'ports').map((port) => at(port, 'port')),
      );
    // An API pod may ask a worker, too.
    expect(ports('nothing said', 'api')).toEqual([53, 53, 5432, 6379, 443, 3001]);
    expect(ports('nothing said', 'worker')).toEqual([53, 53, 5432, 6379, 443]);
    expect(ports('nothing said', 'migrate')).toEqual([53, 53, 5432]);
    // That of `helm test` asks both.
    expect(ports('nothing said', 'test')).toEqual([53, 53, 3000, 3001]);
    expect(ports('queues in PostgreSQL', 'worker')).toEqual([53, 53, 5432, 443]);
    expect(ports('a DNS that listens elsewhere', 'migrate')).toEqual([53, 53, 5353, 5353, 5432]);
    expect(ports('network policies by address', 'worker')).toEqual([53, 53, 6432, 6379, 26_379, 443, 4318]);
    expect(objectsOf('no network policies').filter(({ kind }) => kind === 'NetworkPolicy')).toEqual([]);
  });

  it("lets helm test's pod in, whoever else may call the API and the workers", () => {
    const pod = labelsOf({ kind: 'Pod', name: 'recado-test', says: called('nothing said', 'Pod', 'recado-test') });
    const from = (name: string, component: string) =>
      listAt(called(name, 'NetworkPolicy', `recado-${component}`), 'spec', 'ingress', 0, 'from');
    expect(from('nothing said', 'api')).toEqual([]);
    expect(from('network policies by address', 'api')).toEqual([
      {
        podSelector: {
          matchLabels: { 'app.kubernetes.io/name': 'recado-test', 'app.kubernetes.io/instance': 'recado' },
        },
      },
      { namespaceSelector: { matchLabels: { name: 'ingress' } } },
    ]);
    expect(selects(at(from('network policies by address', 'api'), 0, 'podSelector', 'matchLabels'), pod)).toBe(true);
    for (const name of ['nothing said', 'network policies by address'])
      expect(JSON.stringify(from(name, 'worker'))).toContain('"recado-test"');
  });

  it("lets helm test's pod out to what it asks, also in a namespace that lets nothing out by default", () => {
    const policy = called('nothing said', 'NetworkPolicy', 'recado-test');
    const pod = called('nothing said', 'Pod', 'recado-test');
    expect(selects(at(policy, 'spec', 'podSelector', 'matchLabels'), at(pod, 'metadata', 'labels'))).toBe(true);
    for (const [rule, component] of [
      [1, 'api'],
      [2, 'worker'],
    ] as const) {
      const asked = at(policy, 'spec', 'egress', rule, 'to', 0, 'podSelector', 'matchLabels');
      const of = called('nothing said', 'Deployment', `recado-${component}`);
      expect(selects(asked, at(of, 'spec', 'template', 'metadata', 'labels'))).toBe(true);
    }
    // There before the pod, and gone with it.
    expect(at(policy, 'metadata', 'annotations')).toMatchObject({
      'helm.sh/hook': 'test',
      'helm.sh/hook-weight': '-5',
      'helm.sh/hook-delete-policy': at(pod, 'metadata', 'annotations', 'helm.sh/hook-delete-policy'),
    });
  });

  it('shows the internet the webhook and nothing else', () => {
    const rules = listAt(called('the example for production', 'Ingress', 'recado-webhook'), 'spec', 'rules');
    expect(
      rules.flatMap((rule) => listAt(rule, 'http', 'paths').map((path) => [at(path, 'path'), at(path, 'pathType')])),
    ).toEqual([['/api/v1/whatsapp/webhook', 'Exact']]);
    expect(objectsOf('nothing said').filter(({ kind }) => kind === 'Ingress')).toEqual([]);
  });

  it("lets webhooks through that are as large as Meta's, where ingress-nginx would stop at 1 MB", () => {
    const ingress = called('the example for production', 'Ingress', 'recado-webhook');
    expect(at(ingress, 'metadata', 'annotations', 'nginx.ingress.kubernetes.io/proxy-body-size')).toBe('4m');
  });

  it('has the token and what else is long as files, which are renewed in place', () => {
    const data = (name: string) => at(called(name, 'ConfigMap', 'recado-environment'), 'data');
    expect(data('nothing said')).toMatchObject({ WHATSAPP_ACCESS_TOKEN_FILE: '/run/secrets/recado/access-token' });
    expect(data('secrets under other names')).toMatchObject({
      WHATSAPP_ACCESS_TOKEN_FILE: '/run/secrets/recado/token',
    });
    expect(data('several senders, each with its token')).not.toHaveProperty('WHATSAPP_ACCESS_TOKEN_FILE');
    expect(data('several senders, each with its token')).toMatchObject({
      WHATSAPP_SENDERS_FILE: '/run/secrets/recado-senders/senders.yaml',
    });
    expect(data('prices for the usage')).toMatchObject({ RATE_CARD_FILE: '/etc/recado/rate-card.yaml' });
    // Mounted as a folder: a file by itself (subPath) would never be renewed.
    for (const { text } of everything.values()) expect(text).not.toContain('subPath');
  });

  it("lets the migrations, too, read what stands beside the token: the authority of PostgreSQL's certificate", () => {
    for (const name of ['nothing said', 'secrets under other names', 'several senders, each with its token']) {
      const job = at(called(name, 'Job', 'recado-migrate'), 'spec', 'template', 'spec');
      const api = at(called(name, 'Deployment', 'recado-api'), 'spec', 'template', 'spec');
      const folder = (pod: unknown) => [
        listAt(pod, 'containers', 0, 'volumeMounts').filter((mount) => at(mount, 'name') === 'access-token'),
        listAt(pod, 'volumes').filter((volume) => at(volume, 'name') === 'access-token'),
      ];
      expect(folder(job)).toEqual(folder(api));
    }
    expect(JSON.stringify(called('nothing said', 'Job', 'recado-migrate'))).toContain('/run/secrets/recado"');
  });

  it('brings the alerts as they are', () => {
    const groups = at(called('figures and alerts', 'PrometheusRule', 'recado'), 'spec', 'groups');
    expect(groups).toEqual(at(parse(read('deploy/prometheus/recado.rules.yaml')), 'groups'));
    expect(objectsOf('figures without alerts').filter(({ kind }) => kind === 'PrometheusRule')).toEqual([]);
  });

  it('has figures scraped from each replica, those of the API with a key', () => {
    const endpoint = (component: string) =>
      at(called('figures and alerts', 'ServiceMonitor', `recado-${component}`), 'spec', 'endpoints', 0);
    expect(endpoint('api')).toMatchObject({
      port: 'http',
      path: '/metrics',
      authorization: { credentials: { name: 'ops', key: 'api-key' } },
    });
    expect(endpoint('worker')).toEqual({ port: 'http', path: '/metrics', interval: '30s' });
    const labels = (component: string) =>
      at(called('figures and alerts', 'Service', `recado-${component}`), 'metadata', 'labels');
    for (const component of ['api', 'worker']) {
      const selector = at(
        called('figures and alerts', 'ServiceMonitor', `recado-${component}`),
        'spec',
        'selector',
        'matchLabels',
      );
      expect(selects(selector, labels(component))).toBe(true);
    }
  });

  it('is installed twice in a namespace without getting in its own way', () => {
    const names = (release: string) => rendering.chart('', release).objects.map(({ kind, name }) => `${kind} ${name}`);
    const second = names('second');
    expect(second).toContain('Deployment second-recado-api');
    expect(names('recado').filter((name) => second.includes(name))).toEqual([]);
    const { objects } = rendering.chart('', 'second');
    const pods = rendering.chart().objects.filter(isPodded).map(labelsOf);
    expect(objects.filter((object) => pods.some((labels) => selects(selectorOf(object), labels)))).toEqual([]);
  });

  it('is well, to helm test, when API and worker are ready, and not when one is not', async () => {
    const pod = called('nothing said', 'Pod', 'recado-test');
    const container = at(pod, 'spec', 'containers', 0);
    const [program, ...words] = [...listAt(container, 'command'), ...listAt(container, 'args')].map(String);
    expect(at(pod, 'metadata', 'annotations', 'helm.sh/hook')).toBe('test');
    expect([program, ...words.slice(-2)]).toEqual([
      'node',
      'http://recado-api:80/health/ready',
      'http://recado-worker:3001/health/ready',
    ]);
    const server = createServer((request, answer) => answer.writeHead(request.url === '/well' ? 200 : 503).end());
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const address = server.address();
    const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
    const ask = (...paths: readonly string[]) =>
      new Promise<number | null>((ended) => {
        const asked = paths.map((path) => `${url}${path}`);
        spawn(process.execPath, [...words.slice(0, -2), ...asked], { stdio: 'ignore' }).once('exit', ended);
      });
    expect(await ask('/well', '/well')).toBe(0);
    expect(await ask('/well', '/ill')).toBe(1);
    server.close();
  });

  it('says after installing what to do next, and that nothing is sent yet', () => {
    expect(rendering.notes()).toContain('NOTHING IS SENT YET');
    expect(rendering.notes()).toContain(
      'exec deploy/recado-api -- recado-entrypoint recado doctor --worker http://recado-worker:3001',
    );
    const production = rendering.notes(INSTALLATIONS['the example for production']);
    expect(production).not.toContain('NOTHING IS SENT YET');
    expect(production).toContain('https://recado.example.com/api/v1/whatsapp/webhook');
    expect(production).not.toContain('no certificate');
    expect(rendering.notes('ingress: { enabled: true, host: recado.example.com }')).toContain('no certificate');
  });

  it('is as old as the product', () => {
    const chart: unknown = parse(read('deploy/helm/recado/Chart.yaml'));
    const version = at(JSON.parse(read('package.json')), 'version');
    expect([at(chart, 'version'), at(chart, 'appVersion')]).toEqual([version, version]);
  });
});

describe('schemas of Kubernetes', () => {
  const deployment = (spec: unknown): KubernetesObject => ({
    kind: 'Deployment',
    name: 'planted',
    says: { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'planted' }, spec },
  });
  const template = { metadata: { labels: {} }, spec: { containers: [{ name: 'one', image: 'one' }] } };

  it('let an object pass that is right', () => {
    expect(schemaProblems(deployment({ selector: {}, template }))).toEqual([]);
  });

  it.each([
    ['an unknown field', { selector: {}, template, replica: 2 }, 'must NOT have additional properties'],
    ['a wrong type', { selector: {}, template, replicas: '2' }, 'must be integer'],
    ['a missing field', { template }, "must have required property 'selector'"],
    ['nothing where a template filled nothing in', { selector: {}, template, strategy: null }, 'must be object'],
  ])('control: see %s', (_what, spec, said) => {
    expect(schemaProblems(deployment(spec)).join('\n')).toContain(said);
  });

  it('control: see a version that Kubernetes does not have', () => {
    const [problem] = schemaProblems({ ...deployment({}), says: { apiVersion: 'apps/v2', kind: 'Deployment' } });
    expect(problem).toContain('no schema for apps/v2/Deployment');
  });
});
