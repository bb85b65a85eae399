import { execFileSync, fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { objectIn, purchaseOrder } from './sandbox-under-test.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const started: ChildProcess[] = [];
let built: string;

/** Compiled below node_modules, so that the program finds its packages. */
beforeAll(() => {
  const cache = join(root, 'node_modules/.cache/recado');
  mkdirSync(cache, { recursive: true });
  built = mkdtempSync(join(cache, 'sandbox-'));
  writeFileSync(join(built, 'package.json'), '{"type":"module"}');
  const compilerOptions = {
    outDir: built,
    rootDir: join(root, 'apps/sandbox/src'),
    incremental: false,
    noCheck: true,
    sourceMap: false,
  };
  const config = {
    extends: join(root, 'tsconfig.build.json'),
    compilerOptions,
    include: [join(root, 'apps/sandbox/src')],
  };
  writeFileSync(join(built, 'tsconfig.json'), JSON.stringify(config));
  execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', built]);
});
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});
afterAll(() => rmSync(built, { recursive: true, force: true }));

/** Starts the program; answers the first line that it prints. */
async function start(env: Record<string, string>) {
  const child = fork(join(built, 'main.js'), { env: { PATH: process.env['PATH'] ?? '', ...env }, silent: true });
  started.push(child);
  const exit = once(child, 'exit').then(([code]: unknown[]) => code);
  if (!child.stdout) throw new Error('the program has no standard output');
  const [line]: unknown[] = await once(createInterface(child.stdout), 'line');
  return { child, exit, printed: objectIn(JSON.parse(String(line))) };
}

it('says where it listens and stops with 0 at SIGTERM, even with a request under way', async () => {
  const { child, exit, printed } = await start({
    SANDBOX_PORT: '0',
    SANDBOX_ACCESS_TOKEN: 'a token',
    SANDBOX_PHONE_NUMBER_ID: '1, 2',
  });
  expect(printed).toEqual({ event: 'sandbox.listening', url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) });
  const send = (to: string) =>
    fetch(`${String(printed['url'])}/v25.0/2/messages`, {
      method: 'POST',
      headers: { authorization: 'Bearer a token', 'content-type': 'application/json' },
      body: JSON.stringify(purchaseOrder(to)),
    });
  expect((await send('+34612345678')).status).toBe(200);
  const hanging = send('+34603000011').catch(() => 'cut off');
  child.kill('SIGTERM');
  expect(await exit).toBe(0);
  expect(await hanging).toBe('cut off');
});

it('ends with the process that started it', async () => {
  const { child, exit } = await start({ SANDBOX_PORT: '0' });
  child.disconnect();
  expect(await exit).toBe(0);
});

it('names everything that is wrong with its environment and exits 78', async () => {
  const { exit, printed } = await start({
    SANDBOX_PORT: 'x',
    SANDBOX_FAULTS: '{"hang":2}',
    SANDBOX_WEBHOOK_URL: 'nowhere',
    SANDBOX_WEBHOOK_CONNECTIONS: '0',
  });
  expect(printed['problems']).toEqual([
    'SANDBOX_WEBHOOK_URL is not a URL: "nowhere"',
    'SANDBOX_FAULTS: fault "hang" cannot be 2',
    'SANDBOX_PORT must be a whole number, not "x"',
    'SANDBOX_WEBHOOK_CONNECTIONS must be a whole number from 1 on, not "0"',
  ]);
  expect(await exit).toBe(78);
});
