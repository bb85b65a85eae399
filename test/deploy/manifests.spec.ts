import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { describedVariables } from '#runtime';
import { projectFiles, root } from '../house/project-files.js';
import { entriesAt } from './entries-at.js';

const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string';

/** What a manifest says, with YAML's merge keys resolved. */
function documents(path: string): unknown[] {
  return parseAllDocuments(read(path), { merge: true }).map((document) => {
    expect(document.errors, path).toEqual([]);
    const value: unknown = document.toJS();
    return value;
  });
}

/** Every object in a tree of YAML, however deep. */
function objects(value: unknown): Record<string, unknown>[] {
  if (Array.isArray(value)) return value.flatMap(objects);
  return isRecord(value) ? [value, ...Object.values(value).flatMap(objects)] : [];
}

interface Setting {
  readonly where: string;
  readonly name: string;
  readonly value: string;
}

/** Environment variables that a container of ours gets: kustomize's .env files, `env` lists, compose's `environment`. */
function settings(path: string): Setting[] {
  if (path.endsWith('.env')) {
    return read(path)
      .split('\n')
      .filter((line) => /^[A-Z]/.test(line))
      .map((line) => ({ where: path, name: line.split('=')[0] ?? '', value: line.slice(line.indexOf('=') + 1) }));
  }
  const containers = objects(documents(path)).filter((object) => object['image'] === 'recado');
  return containers.flatMap(({ env, environment }) => {
    const list = Array.isArray(env) ? env.filter(isRecord) : [];
    const map = isRecord(environment) ? Object.entries(environment) : [];
    return [...list.map(({ name, value }) => [name, value] as const), ...map].map(([name, value]) => ({
      where: path,
      name: String(name),
      value: String(value),
    }));
  });
}

/** The role a container of ours starts with: its first argument in Kubernetes, its command in compose. */
function roles(path: string): string[] {
  return objects(documents(path))
    .filter((object) => object['image'] === 'recado')
    .map(({ args, command }) => args ?? command)
    .filter((words) => Array.isArray(words))
    .map((words: unknown[]) => String(words[0]));
}

const entrypoint = (...words: string[]) =>
  spawnSync('sh', [join(root, 'deploy/entrypoint'), ...words], {
    encoding: 'utf8',
    cwd: root,
    // A `node` that says what it was asked to run.
    env: { PATH: `${join(import.meta.dirname, 'bin')}:${process.env['PATH'] ?? ''}` },
  });

let manifests: string[];
let environmentFiles: string[];

beforeAll(async () => {
  const files = await projectFiles('deploy');
  manifests = [
    ...files.filter((path) => path.startsWith('deploy/k8s/') && path.endsWith('.yaml')),
    'docker-compose.yml',
  ];
  environmentFiles = files.filter((path) => path.endsWith('.env'));
});

describe('deployment', () => {
  it('sets only variables that a process reads', () => {
    const sandbox = read('apps/sandbox/src/sandbox-settings.ts').match(/\bSANDBOX_[A-Z_]+/g) ?? [];
    // Node and OpenTelemetry read some, too; the chart's schema lists them.
    const [schema] = documents('deploy/helm/recado/values.schema.json');
    const known = new Set([
      ...describedVariables().map(({ name }) => name),
      ...entriesAt(schema, 'properties', 'environment', 'properties').map(([name]) => name),
      ...sandbox,
    ]);
    const unread = [...manifests, ...environmentFiles].flatMap(settings).filter(({ name }) => !known.has(name));
    expect(unread).toEqual([]);
  });

  it('finds the settings it checks', () => {
    expect(settings('docker-compose.yml').map(({ name }) => name)).toContain('DATABASE_URL');
    expect(settings('deploy/k8s/base/environment.env').map(({ name }) => name)).toContain('WORKER_PORT');
    expect(settings('deploy/k8s/overlays/dev/sandbox.yaml').map(({ name }) => name)).toContain('SANDBOX_PORT');
  });

  it('holds no secret: what looks like one belongs to the sandbox or comes from outside', () => {
    const secret = /(SECRET|TOKEN|PASSWORD|API_KEY|ENCRYPTION_KEY)$/;
    const inline = [...manifests, ...environmentFiles]
      .flatMap(settings)
      .filter(({ name, value }) => secret.test(name) && !/^(\$\{[A-Z_]+:?-)?sandbox-only/.test(value));
    expect(inline).toEqual([]);
  });

  it('lets drained nodes take one replica at a time', () => {
    const base = objects(manifests.filter((path) => path.startsWith('deploy/k8s/base/')).flatMap(documents));
    const nameOf = ({ metadata }: Record<string, unknown>): unknown => (isRecord(metadata) ? metadata['name'] : null);
    const several = base.filter(({ kind, spec }) => kind === 'Deployment' && isRecord(spec) && spec['replicas'] !== 1);
    const budgets = base.filter(({ kind }) => kind === 'PodDisruptionBudget');
    expect(several.map(nameOf)).toEqual(['recado-api', 'recado-worker']);
    expect(budgets.map(nameOf)).toEqual(several.map(nameOf));
    for (const budget of budgets) {
      const selector = { matchLabels: { 'app.kubernetes.io/name': nameOf(budget) } };
      expect(budget).toMatchObject({ spec: { maxUnavailable: 1, selector } });
    }
  });

  it('makes secrets in the dev overlay only', () => {
    const making = manifests.filter((path) => /secretGenerator|kind: Secret\b/.test(read(path)));
    expect(making).toEqual(['deploy/k8s/overlays/dev/kustomization.yaml']);
  });

  it('starts programs that are built', () => {
    const started = new Set(manifests.flatMap(roles));
    expect([...started].toSorted()).toEqual(['api', 'migrate', 'sandbox', 'worker']);
    for (const role of [...started, 'recado']) {
      const program = entrypoint(role).stdout.split(' ')[0]?.trim() ?? '';
      const source = program.replace(/^dist\//, '').replace(/\.js$/, '.ts');
      expect(existsSync(join(root, source)), `${role} starts ${program}`).toBe(true);
    }
  });

  it('passes the words after the role on, and migrates forwards when there are none', () => {
    expect(entrypoint('recado', 'messages', 'held').stdout).toBe('dist/apps/cli/src/main.js messages held\n');
    expect(entrypoint('migrate').stdout).toBe('dist/libs/database/src/migrate.js run\n');
    expect(entrypoint('migrate', 'show').stdout).toBe('dist/libs/database/src/migrate.js show\n');
  });

  it('refuses a role that there is not, and says which there are', () => {
    const answer = entrypoint('wroker');
    expect(answer.status).toBe(64);
    expect(answer.stderr).toContain('api, worker, migrate');
  });

  it('probes paths that are served', () => {
    const probed = manifests
      .flatMap((path) => objects(documents(path)))
      .map((object) => object['httpGet'])
      .filter(isRecord)
      .map((probe) => String(probe['path']));
    expect([...new Set(probed)].toSorted()).toEqual(['/health/live', '/health/ready', '/sandbox/stats']);
  });

  it.each(['api', 'worker'])('finds the health paths in the %s', async (app) => {
    const controller = (await projectFiles(`apps/${app}/src`)).find((path) => path.endsWith('/health.controller.ts'));
    expect(controller).toBeDefined();
    for (const path of ["@Controller('health')", "@Get('live')", "@Get('ready')"])
      expect(read(controller ?? '')).toContain(path);
  });

  it('lists only files that exist', () => {
    const missing = manifests
      .filter((path) => path.endsWith('kustomization.yaml'))
      .flatMap((path) =>
        objects(documents(path))
          .flatMap(({ resources, envs }) => [resources, envs])
          .flatMap((list) => (Array.isArray(list) ? list.filter(isText) : []))
          .map((name) => join(dirname(path), name)),
      )
      .filter((path) => !existsSync(join(root, path)));
    expect(missing).toEqual([]);
  });

  it('gives every pod the strictest profile, an end and a share', () => {
    const pods = manifests
      .filter((path) => path.startsWith('deploy/k8s/'))
      .flatMap((path) => objects(documents(path)))
      .filter((object) => Array.isArray(object['containers']));
    expect(pods.length).toBeGreaterThanOrEqual(6);
    for (const pod of pods) {
      expect(pod).toMatchObject({
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
        containers: [
          {
            resources: { requests: expect.anything(), limits: { memory: expect.anything() } },
            securityContext: {
              allowPrivilegeEscalation: false,
              readOnlyRootFilesystem: true,
              capabilities: { drop: ['ALL'] },
            },
          },
        ],
      });
    }
  });
});
