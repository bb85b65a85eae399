import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';

const root = join(import.meta.dirname, '../..');
const TEXT = 'Hola Proveedor ABC, has recibido una nueva orden de compra PO-2024-001 por un total de €1,250.00.';

describe('npm start', () => {
  let folder: string;
  let port: number;
  let sandboxPort: number;
  const started: Start[] = [];

  beforeAll(async () => {
    await promisify(execFile)(process.execPath, [join(root, '.config/build-if-stale.mjs')]);
    folder = await mkdtemp(join(tmpdir(), 'recado-npm-start-'));
    port = await freeNeighbours();
    sandboxPort = port + 2;
  });

  afterEach(async () => {
    for (const { child, ended } of started.splice(0)) {
      child.kill('SIGTERM');
      await ended;
    }
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  const environment = (): NodeJS.ProcessEnv => {
    const ours = /^(WHATSAPP|SANDBOX|ADMIN|ENABLE|RECADO|DATABASE|REDIS|PUBLIC|PO)_|_PORT$|^LISTEN_HOST$/;
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)));
    return { ...env, RECADO_DATA_DIR: join(folder, 'data') };
  };
  const startWith = (variables: NodeJS.ProcessEnv, ...options: string[]): Start => {
    const main = join(root, 'dist/apps/standalone/src/main.js');
    const env = { ...environment(), ...variables };
    const run = new Start(spawn(process.execPath, [main, ...options], { cwd: folder, env }));
    started.push(run);
    return run;
  };
  const start = (...options: string[]): Start => startWith({}, ...options);
  const serve = async (): Promise<Start> => {
    const run = start('--port', String(port));
    await vi.waitUntil(() => run.output.includes('stops everything') || run.hasEnded, { timeout: 60_000 });
    expect(run.output).toContain('Serving.');
    return run;
  };

  it('shows the example order on its way from PENDING to READ and, with --once, ends well', async () => {
    const run = start('--once', '--port', String(port));
    expect({ code: await run.ended, output: run.output }).toMatchObject({ code: 0 });
    const steps = [...run.output.matchAll(/✓ (PENDING|SENT|DELIVERED|READ) +\d+\.\d s/g)].map(([, step]) => step);
    expect(steps).toEqual(['PENDING', 'SENT', 'DELIVERED', 'READ']);
    expect(run.output).toContain(TEXT);
    // People read this: the programs' JSON goes to files.
    expect(run.output).not.toContain('{"');
  });

  it('keeps its secrets to their owner, and its programs’ logs in files', async () => {
    expect((await stat(join(folder, 'data/development.json'))).mode & 0o777).toBe(0o600);
    expect((await readdir(join(folder, 'data/logs'))).sort()).toEqual([
      'api.log',
      'postgres.log',
      'sandbox.log',
      'worker.log',
    ]);
  });

  it('does not send the order again on a second start, and serves with the key it prints', async () => {
    const run = await serve();
    expect(run.output).toMatch(/already sent on .+ not sent again/);
    expect(await getJson(`http://127.0.0.1:${sandboxPort}/sandbox/stats`)).toMatchObject({ accepted: 0 });
    const key = /API key +(\S+)/.exec(run.output)?.[1] ?? '';
    const list = await getJson(`http://127.0.0.1:${port}/api/v1/whatsapp/messages?reference=PO-2024-001`, key);
    expect(list).toMatchObject({ items: [{ status: 'READ', text: TEXT }] });
    const queues = /Queues +(\S+)  sign in with the key/.exec(run.output)?.[1] ?? '';
    const signIn = (typed: string): Promise<Response> =>
      fetch(`${queues}/sign-in`, { method: 'POST', body: new URLSearchParams({ key: typed }), redirect: 'manual' });
    expect((await signIn(key)).headers.get('location')).toBe('/queues');
    expect((await signIn('not the key')).headers.get('location')).toBeNull();

    const cli = await promisify(execFile)(
      process.execPath,
      [join(root, 'dist/apps/cli/src/main.js'), 'senders', 'list'],
      { cwd: folder, env: environment() },
    );
    expect(cli.stderr).toContain('using the database of the running npm start');
    expect(cli.stdout).toContain('ACTIVE');
    const doctor = await promisify(execFile)(
      process.execPath,
      [join(root, 'dist/apps/cli/src/main.js'), 'doctor', '--json'],
      { cwd: folder, env: environment() },
    );
    expect(JSON.parse(doctor.stdout)).toMatchObject({ ok: true });

    const other = start('--port', String(port));
    expect(await other.ended).toBe(1);
    expect(other.output).toContain(`running already: http://127.0.0.1:${port} (process ${run.child.pid})`);

    const programs = await childrenOf(run);
    expect(programs.length).toBeGreaterThanOrEqual(4);
    const before = Date.now();
    run.child.kill('SIGINT');
    expect(await run.ended).toBe(0);
    expect(Date.now() - before).toBeLessThan(10_000);
    expect(run.output).toContain('Stopped.');
    await untilGone(programs);
  });

  it('leaves nothing running when it is killed, and starts again on the same data', async () => {
    const run = await serve();
    const programs = await childrenOf(run);
    run.child.kill('SIGKILL');
    await run.ended;
    await untilGone(programs);
    expect(await start('--once', '--port', String(port)).ended).toBe(0);
    expect(await readdir(join(folder, 'data/logs'))).toContain('worker.log.1');
  });

  it('ends, and says why, when one of its programs dies', async () => {
    const run = await serve();
    const programs = await childrenOf(run);
    process.kill(await workerOf(programs), 'SIGKILL');
    expect(await run.ended).toBe(1);
    expect(run.output).toContain('worker has ended (SIGKILL)');
    await untilGone(programs);
  });

  it('names every port that is taken and how to choose another, before it starts anything', async () => {
    const others = await Promise.all([listen(port + 1), listen(port + 2)]);
    const run = start('--port', String(port));
    expect(await run.ended).toBe(1);
    expect(run.output).toMatch(
      new RegExp(`Port ${port + 1} for the worker is taken.* choose others with "npm start -- --port N"`),
    );
    expect(run.output).toContain(`Port ${port + 2} for the sandbox is taken`);
    expect(run.output).not.toContain('PostgreSQL');
    for (const other of others) other.close();
  });

  it.each(['SIGTERM', 'SIGKILL'] as const)('leaves nothing running when npm gets %s', async (signal) => {
    const run = new Start(spawn('npm', ['start', '--', '--port', String(port)], { cwd: root, env: environment() }));
    started.push(run);
    await vi.waitUntil(() => run.output.includes('stops everything') || run.hasEnded, { timeout: 60_000 });
    const programs = await descendantsOf(run);
    expect(programs.length).toBeGreaterThanOrEqual(5);
    run.child.kill(signal);
    await untilGone(programs);
    await run.ended;
  });

  it('sends nothing when it is told so, says so, and does not wait for READ then', async () => {
    const run = startWith({ ENABLE_WHATSAPP_NOTIFICATIONS: 'false' }, '--port', String(port));
    await vi.waitUntil(() => run.output.includes('stops everything') || run.hasEnded, { timeout: 60_000 });
    expect(run.output).toContain('Nothing is sent, because ENABLE_WHATSAPP_NOTIFICATIONS=false');
    expect(run.output).not.toContain('PENDING');
    run.child.kill('SIGTERM');
    await run.ended;
    const once = startWith({ ENABLE_WHATSAPP_NOTIFICATIONS: 'false' }, '--once', '--port', String(port));
    expect(await once.ended).toBe(1);
    expect(once.output).toContain('--once waits for READ');
  });

  it.each([[['--bogus']], [['--port', 'many']], [['--to', '612345678']]])(
    'explains itself when called with %j',
    async (options) => {
      const run = start(...options);
      expect(await run.ended).toBe(64);
      expect(run.output).toContain('Usage: npm start -- [options]');
    },
  );
});

class Start {
  output = '';
  hasEnded = false;
  readonly ended: Promise<number | null>;

  constructor(readonly child: ChildProcess) {
    const collect = (chunk: Buffer): void => void (this.output += chunk.toString());
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
    this.ended = new Promise((settle) => {
      child.once('close', (code) => {
        this.hasEnded = true;
        settle(code);
      });
    });
  }
}

async function childrenOf({ child }: Start): Promise<number[]> {
  return (await parents()).flatMap(([pid, parent]) => (parent === child.pid ? [pid] : [])).filter(isAlive);
}

/** Children, their children and so on. */
async function descendantsOf({ child }: Start): Promise<number[]> {
  const rows = await parents();
  const below = (of: number | undefined): number[] =>
    rows.flatMap(([pid, parent]) => (parent === of ? [pid, ...below(pid)] : []));
  return below(child.pid).filter(isAlive);
}

/** Every process and its parent. */
async function parents(): Promise<[number, number][]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=']);
  return stdout.split('\n').map((line) => {
    const [pid = 0, parent = 0] = line.trim().split(/\s+/).map(Number);
    return [pid, parent];
  });
}

async function untilGone(pids: readonly number[]): Promise<void> {
  await vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]), { timeout: 15_000 });
}

async function workerOf(pids: readonly number[]): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'pid=,args=', '-p', pids.join(',')]);
  return Number.parseInt(stdout.split('\n').find((line) => line.includes('apps/worker')) ?? '', 10);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function getJson(url: string, key?: string): Promise<unknown> {
  const response = await fetch(url, { headers: key === undefined ? {} : { authorization: `Bearer ${key}` } });
  return response.json();
}

async function listen(port: number): Promise<Server> {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

/** The first of three ports that are free now. */
async function freeNeighbours(): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const first = 20_000 + Math.floor(Math.random() * 10_000);
    const taken = await Promise.all([first, first + 1, first + 2].map((port) => listen(port).then(close, () => true)));
    if (!taken.includes(true)) return first;
  }
  throw new Error('no three free ports in a row');
}

async function close(server: Server): Promise<false> {
  await new Promise((settle) => server.close(settle));
  return false;
}
